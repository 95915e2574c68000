"""Fetches one source archive from the configured Python index without running any of its code.

    fetch-sdist.py REQUIREMENT FOLDER

`pip download` asks a source archive's build system for its metadata, and so runs code of the archive. This uses the
same parts of pip (configuration, index, choice, session) and stops after the download and the check of its digest.
"""

import hashlib
import os
import sys

from pip._internal.commands import create_command
from pip._internal.req.constructors import install_req_from_line


def fetch(text: str, folder: str) -> None:
    command = create_command("download")
    options, _ = command.parse_args(["--no-deps", "--no-binary", ":all:", "--quiet", "--retries", "2", "--timeout", "20", text])
    with command._build_session(options) as session:
        finder = command._build_package_finder(options, session)
        requirement = install_req_from_line(text)
        best = finder.find_best_candidate(requirement.name, requirement.specifier).best_candidate
        if best is None:
            sys.exit(f"fetch-sdist: the index has no source archive for {text}")
        answer = session.get(best.link.url_without_fragment, headers={"Accept-Encoding": "identity"})
        answer.raise_for_status()
    if not best.link.hash_name:
        sys.exit(f"fetch-sdist: the index names no digest for {best.link.filename}")
    if hashlib.new(best.link.hash_name, answer.content).hexdigest() != best.link.hash:
        sys.exit(f"fetch-sdist: {best.link.filename} is not what the index says")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, best.link.filename)
    with open(path + ".part", "wb") as file:
        file.write(answer.content)
    os.rename(path + ".part", path)


fetch(*sys.argv[1:])
