/// Errors of served workspaces, and of tags that are public already.
let serverErrorKinds: [ErrorKind] = [
    ErrorKind(
        "serve.cannot-listen", title: "The server can't listen at its address",
        reason: "Another process has the port, or the address is not one of this machine.",
        remedy: "Name another address: slipway serve --listen 127.0.0.1:8471"),
    ErrorKind(
        "serve.webhook-secret", title: "Webhooks can't be told from forged ones",
        reason: "The variable with their secret is not set, or holds a placeholder or too short a text.",
        remedy: "Make a secret and give it to the forge and to the variable: openssl rand -hex 32"),
    ErrorKind(
        "serve.no-configuration", title: "A served workspace has no configuration",
        reason: "Its slipway.yaml is missing: in a clone, on the default branch of its remote.",
        remedy: "Write one, and push it: slipway init"),
    ErrorKind(
        "serve.stale-clone", title: "A clone of a served workspace can't follow its remote",
        reason: "It has commits or changes of its own, or its branch is gone at the remote.",
        remedy: "Look at it with git status; a server's clones are its own, and git reset --hard brings them back."),
    ErrorKind(
        "release.refused-by-server", title: "A server did not make the release that it was asked for",
        reason: "It serves the workspace and refused the plan, or the request.",
        remedy: "See what it decided and why: slipway events list"),
    ErrorKind(
        "release.server-ended", title: "A server ended before the release that it was asked for",
        reason: "It was stopped or killed. The request and the run are kept.",
        remedy: "Start the server again, or continue the run without one: slipway run resume"),
    ErrorKind(
        "served.not-the-api", title: "What answers is not the API of a server",
        reason: "The address is another program's, a proxy's page, or a server of another version.",
        remedy: "Check the address of --server or SLIPWAY_SERVER."),
    ErrorKind(
        "served.no-workspace", title: "A token opens no workspace",
        reason: "Tokens belong to one workspace, and the server does not serve it.",
        remedy: "Make one where the workspace is: slipway token create --name NAME --role viewer"),
    ErrorKind(
        "served.no-token", title: "A server is named without a token",
        reason: "The API answers those who have one.",
        remedy: "Give it in SLIPWAY_TOKEN, or name a file that holds it: --token-file FILE"),
    ErrorKind(
        "served.bad-token-file", title: "A file with a token can't be used", reason: "It is missing or empty.",
        remedy: "Write the token into it, and let only its owner read it: chmod 600 FILE"),
    ErrorKind(
        "token.unknown", title: "No such token exists",
        reason: "Tokens are named by their ids, and belong to one workspace.",
        remedy: "List them: slipway token list"),
    ErrorKind(
        "decision.incomplete", title: "A decision about a run lacks its step or its reason",
        reason: "Skipping and cancelling are recorded with a reason, and approving names a step.",
        remedy: "Send both, as the description of the API says: docs/openapi.json"),
    ErrorKind(
        "event.unknown", title: "No such event is stored",
        reason: "Events are removed 30 days after they were decided, or as keep-events in server.yaml says.",
        remedy: "List them: slipway events list"),
    ErrorKind(
        "tag.unknown", title: "A tag is not there, or is not the tag of a component",
        reason: "The clones don't have it, or its name is not spelled like a component's tags.",
        remedy: "Fetch the tags, or name one that has the form of a component's tags: git -C FOLDER fetch --tags"),
    ErrorKind(
        "tag.ambiguous", title: "Several repositories have a tag of this name",
        reason: "Each of them fits a component.",
        remedy: "Name the component: slipway release --tag v1.2.0 --component core"),
    ErrorKind(
        "tag.not-public", title: "A tag is not at the remote, or on another commit there",
        reason: "Only a tag that is at the remote can be released by its name.",
        remedy: "Push it, or fetch the remote's: git push origin v1.2.0"),
    ErrorKind(
        "tag.tree-differs", title: "The tree of a tag says another version than its name",
        reason: "A tag's tree carries the tag's version, always.",
        remedy: "Tag a commit whose files say the version, or let Slipway make the release: slipway release"),
]
