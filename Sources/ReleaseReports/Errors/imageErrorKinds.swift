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
    ErrorKind(
        "image.bad-repository", title: "A name is not a repository of images",
        reason: "It lacks its registry, or has capital letters.",
        remedy: "Write it in full: image: ghcr.io/acme/core"),
    ErrorKind(
        "image.bad-tag", title: "The tag of an image would not be valid",
        reason: "A version or template has characters that no tag may have, such as +.",
        remedy: "Fix tag-name or platform-tag in slipway.yaml."),
    ErrorKind(
        "image.none", title: "A component has no image to publish",
        reason: "None of its artifacts has a name that from names.",
        remedy: "List it under artifacts, or fix from in slipway.yaml."),
    ErrorKind(
        "image.several", title: "An archive holds several images",
        reason: "It is unclear which of them is released.",
        remedy: "Let the build write one image, or one index of all platforms."),
    ErrorKind(
        "image.missing-platform", title: "A platform of the image is missing",
        reason: "slipway.yaml names it, and no build made it.",
        remedy: "Build it too, or remove it from platforms."),
    ErrorKind(
        "image.other-platform", title: "The image has a platform that slipway.yaml does not name",
        reason: "A build made more than was declared, or an image does not say its platform.",
        remedy: "Add it to platforms, or don't build it."),
    ErrorKind(
        "image.platform-twice", title: "Two images are for one platform",
        reason: "Two builds made it, or from names too many artifacts.",
        remedy: "Let only one of them be collected."),
    ErrorKind(
        "image.undeclared-platforms", title: "Several images, and no list of platforms",
        reason: "Without the list, a missing one would not be noticed.",
        remedy: "Write platforms in slipway.yaml."),
    ErrorKind(
        "image.other-commit", title: "An image was made of another commit",
        reason: "Its label org.opencontainers.image.revision names another commit than the one that is released.",
        remedy: "Build it from the commit that is released."),
    ErrorKind(
        "image.unknown-commit", title: "An image does not say which commit it was made of",
        reason: "Images of several builds are put together only if they prove that they belong together.",
        remedy: "Set the label org.opencontainers.image.revision in each build."),
]
