/// Of registries of images, and of images that can't be published.
let imageErrorKinds: [ErrorKind] = [
    ErrorKind(
        "registry.unreachable", title: "The registry can't be reached",
        reason: "The network or the address is not right.",
        remedy: "Check them, then: slipway run retry"),
    ErrorKind(
        "registry.busy", title: "The registry refuses for now",
        reason: "It is overloaded, or its rate limit is used up.",
        remedy: "The run continues by itself when the registry says so; or: slipway run retry"),
    ErrorKind(
        "registry.partial-answer", title: "The registry sent an incomplete answer",
        reason: "The connection broke off, or the answer is not valid.",
        remedy: "Try again: slipway run retry"),
    ErrorKind(
        "registry.denied", title: "The registry rejected the credentials, or wants some",
        reason: "There is no login, it has expired, or it may not write to this repository.",
        remedy: "Log in with docker login, or correct the variables in slipway.yaml; then: slipway run retry"),
    ErrorKind(
        "registry.refused", title: "The registry does not take something",
        reason: "The error shows its reason.",
        remedy: "Fix it, then: slipway run retry"),
    ErrorKind(
        "registry.unusable", title: "The registry can't be used",
        reason: "Its address, certificate or answers are not those of a registry.",
        remedy: "Correct image in slipway.yaml, or name the certificates to trust in SSL_CERT_FILE."),
    ErrorKind(
        "registry.missing", title: "The registry does not have an image that a release needs",
        reason: "It was removed, or the build did not push it.",
        remedy: "Build it again, then: slipway run retry"),
    ErrorKind(
        "registry.wrong-digest", title: "Content is not what its digest says",
        reason: "It was changed or damaged on the way, or where it lies.",
        remedy: "Find out what changed it, and build it again."),
    ErrorKind(
        "registry.tag-taken", title: "The tag of a version names another image",
        reason: "Someone else published it, or it was built twice.",
        remedy: "Release with another version: such a tag is never moved."),
    ErrorKind(
        "registry.contested", title: "Something that was written to a registry was lost",
        reason: "Others write the same tag or list at the same time.",
        remedy: "Try again: slipway run retry"),
    ErrorKind(
        "registry.bad-credentials", title: "Credentials for a registry can't be read",
        reason: "A file of logins is broken, or a credential helper failed.",
        remedy: "Fix it, or log in again: docker login"),
    ErrorKind(
        "registry.missing-variable", title: "A variable with credentials is not set",
        reason: "slipway.yaml names it.",
        remedy: "Set it in the environment of Slipway."),
    ErrorKind(
        "registry.cancelled", title: "A request to the registry was cancelled",
        reason: "The run was interrupted.",
        remedy: "Continue the run: slipway run resume"),
    ErrorKind(
        "image.bad-archive", title: "A file is not an image that can be published",
        reason: "It is not an OCI image layout, lacks a content, or is compressed.",
        remedy: "Let the build write an OCI archive: buildah push IMAGE oci-archive:image.oci.tar"),
    ErrorKind(
        "image.unreadable-file", title: "A file of an image can't be read or written",
        reason: "Its permissions, or the disk.",
        remedy: "Check them, then: slipway run retry"),
]
