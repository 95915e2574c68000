"""A generated workspace with a served slipway, for checks from outside: one run has ended, one has failed and waits for approvals."""
import json
import os
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = "fix: <script>alert(1)</script> & \"quotes\" 'single'"


def stream(files, tags, commits):
    """A history for git fast-import."""
    text = []

    def commit(message, changes):
        text.append("commit refs/heads/main\ncommitter Anna <anna@example.org> 1700000000 +0000\n")
        text.append(f"data {len(message.encode())}\n{message}\n")
        for path, content in sorted(changes.items()):
            text.append(f"M 100644 inline {path}\ndata {len(content.encode())}\n{content}\n")

    commit("feat: first", files)
    for tag in tags:
        text.append(f"reset refs/tags/{tag}\nfrom refs/heads/main\n\n")
    for message, changes in commits:
        commit(message, changes)
    return "".join(text) + "done\n"


class Workspace:
    def __init__(self, folder, components, log_lines=900):
        self.folder = Path(folder)
        self.slipway = os.environ.get("SLIPWAY", str(ROOT / ".build/debug/slipway"))
        self.environment = dict(
            os.environ, HOME=str(self.folder / "home"), LC_ALL="C.UTF-8", TZ="UTC", GIT_CONFIG_NOSYSTEM="1",
            GIT_AUTHOR_NAME="Anna", GIT_AUTHOR_EMAIL="anna@example.org", GIT_COMMITTER_NAME="Anna",
            GIT_COMMITTER_EMAIL="anna@example.org")
        self.process = None
        self.names = []
        (self.folder / "home").mkdir(parents=True)
        self.work = self.folder / "platform"
        self.work.mkdir()
        self.make(components, log_lines)

    def run(self, *arguments, cwd=None, input=None):
        return subprocess.run(
            arguments, cwd=cwd, input=input, env=self.environment, check=True, capture_output=True, text=True).stdout

    def make(self, components, log_lines):
        kinds = ["fix", "feat", "docs", "fix", "chore"]
        for number in range(0, components, 5):
            repository = f"repo-{number // 5:03d}"
            files, tags, commits = {}, [], []
            for member in range(min(5, components - number)):
                name = f"part-{number // 5:03d}-{'abcde'[member]}"
                # Groups of four repositories depend on each other, so that a run has several parts.
                place, group = number // 5, number // 20 * 4
                needs = [f"part-{earlier:03d}-{'abcde'[member]}" for earlier in {group, place - 1}
                         if group <= earlier < place]
                listed = "".join(f'    "{one}>=1.0,<2",\n' for one in sorted(set(needs)))
                files[f"{name}/pyproject.toml"] = (
                    '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n[project]\n'
                    f'name = "{name}"\nversion = "1.0.0"\ndependencies = [\n{listed}]\n')
                files[f"{name}/check.sh"] = "echo 3 passed\n"
                tags.append(f"{name}-v1.0.0")
                message = HOSTILE if number == 0 and member == 0 else f"{kinds[member]}: change of {name}"
                commits.append((message, {f"{name}/notes.txt": "changed\n"}))
                self.names.append(name)
            if number == 5:
                commits.append((
                    "fix: a fault that its gate finds",
                    {f"part-001-b/check.sh": f"i=0\nwhile [ $i -lt {log_lines} ]; do i=$((i+1)); "
                     "printf 'line %s: <b>text</b>\\n' $i; done\necho 'error: it broke' >&2\nexit 1\n"}))
            bare, clone = self.folder / f"{repository}.git", self.work / repository
            self.run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
            self.run("git", "-C", str(bare), "fast-import", "--quiet", input=stream(files, tags, commits))
            self.run("git", "clone", "--quiet", str(bare), str(clone))
        (self.work / "slipway.yaml").write_text(
            "forge: { kind: git }\n"
            "defaults: { gates: [{ name: test, run: [sh, check.sh], tests: none }] }\n"
            "approvals: [{ name: release, roles: [lead], quorum: 2 }]\n"
            "people: { anna: [lead], ben: [lead], chi: [guest] }\n"
            "triggers: []\n")

    def token(self, role, name):
        answer = self.run(
            self.slipway, "token", "create", "-C", str(self.work), "--role", role, "--name", name, "--json")
        return json.loads(answer)["secret"]

    def start(self, port=0):
        self.process = subprocess.Popen(
            [self.slipway, "serve", "-C", str(self.work), "--listen", f"127.0.0.1:{port}"], env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        # A server that never says where it listens is ended, so that the loop ends, too.
        deadline = threading.Timer(60, self.process.kill)
        deadline.start()
        for line in self.process.stderr:
            if found := re.search(r"(http://127\.0\.0\.1:(\d+))", line):
                self.address, self.port = found[1], int(found[2])
                break
        else:
            raise SystemExit("the server did not say within 60 s where it listens")
        deadline.cancel()
        # What it logs further is read by no one; a full pipe must not stop it.
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=120)
            self.process = None

    def api(self, method, path, token, body=None, key=None):
        headers = {"Authorization": f"Bearer {token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        request = urllib.request.Request(
            f"{self.address}/api/v1{path}", method=method, headers=headers,
            data=None if body is None else json.dumps(body).encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=300) as answer:
            return json.load(answer)

    def until(self, what, check, seconds=900):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if value := check():
                return value
            time.sleep(0.3)
        raise SystemExit(f"{what} did not happen within {seconds} s")

    def runs(self, token):
        return self.api("GET", f"/workspaces/{self.work.name}/runs?limit=5", token)["runs"]

    def fill(self, admin, others):
        """Makes a run that has ended and one that has failed beside parts that wait for approval.

        - others: The token of a second person who approves.
        """
        place = f"/workspaces/{self.work.name}"
        self.api("POST", f"{place}/releases", admin, {"components": [self.names[-1]]}, key="first")

        def approved():
            for run in self.runs(admin):
                if run["status"] == "succeeded":
                    return True
                if run["status"] == "waiting":
                    for token in (admin, others):
                        self.api("POST", f"{place}/runs/{run['id']}/decisions", token, {"kind": "approve"})
            return False

        self.until("the first release", approved)
        half = self.names[: max(10, len(self.names) * 5 // 8)]
        self.api("POST", f"{place}/releases", admin, {"components": half}, key="second")
        return self.until(
            "the failure of the second release",
            lambda: next(
                (run for run in self.runs(admin)
                 if run["status"] == "failed" and not any(step["state"] == "running" for step in run["steps"])), None))
