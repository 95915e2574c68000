"""Judges the API of a served workspace by its own description; see Scripts/check-api."""
import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from served_workspace import Workspace


def described(workspace, run):
    """The description that the server gives, with names that exist here where its paths have placeholders."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    document = json.load(opener.open(f"{workspace.address}/api/v1/openapi.json"))
    names = {"workspace": [workspace.work.name], "run": [run["id"], "@latest", "r99"], "event": ["1", "2", "99"]}
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and parameter["name"] in names:
                    parameter["schema"] = {"type": "string", "enum": names[parameter["name"]]}
    return document


def main():
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(folder, 10, log_lines=3)
        admin, second = workspace.token("admin", "anna"), workspace.token("approver", "ben")
        try:
            workspace.start()
            run = workspace.fill(admin, second)
            description = Path(folder) / "openapi.json"
            description.write_text(json.dumps(described(workspace, run)))
            # That two fields exclude each other, or what a version is, no schema says.
            (Path(folder) / "schemathesis.toml").write_text(
                '[[operations]]\ninclude-path-regex = "/(releases|decisions)$"\n'
                "[operations.checks]\npositive_data_acceptance.enabled = false\n")
            environment = dict(os.environ, NO_PROXY="127.0.0.1", no_proxy="127.0.0.1")
            ended = subprocess.run(
                [Path(sys.executable).with_name("schemathesis"), "run", str(description), "--url",
                 workspace.address, "--header", f"Authorization: Bearer {admin}",
                 # Methods that our parser of HTTP does not know get 400; APITests shows 405 for those that it knows.
                 "--exclude-checks", "unsupported_method",
                 # A stream does not end by itself.
                 "--exclude-path-regex", "/live$", "--max-examples", sys.argv[1], "--seed", "1",
                 "--generation-database", "none", "--no-color", "--request-timeout", "30"],
                env=environment, cwd=folder)
            workspace.api("GET", "/workspaces", admin)
        finally:
            workspace.stop()
    sys.exit(ended.returncode)


main()
