package import ReleaseModel

/// Why a registry of images, or an image on this machine, did not do what was requested. Nothing holds credentials.
package enum ImageRegistryError: UserFacingError, Equatable {
    /// No connection, no response in time.
    case unreachable(registry: String, reason: String)
    /// Overloaded, down, or rate-limited: its status, and when to retry.
    case busy(registry: String, status: Int, after: Duration?)
    /// A truncated or invalid answer.
    case partial(registry: String, reason: String)
    /// It rejected the credentials, or there are none.
    case denied(registry: String, status: Int, reason: String, hasCredentials: Bool)
    /// It permanently rejects this.
    case refused(what: String, registry: String, status: Int, reason: String)
    /// It can't be contacted at all: its address, its certificate, or what it answers is not a registry.
    case unusable(registry: String, reason: String)
    /// What a release needs is not there.
    case missing(String, registry: String)
    /// The bytes that arrived, or that lie here, are not those that the digest names.
    case wrongDigest(String, place: String, found: String)
    /// The tag names something else.
    case tagTaken(ImageReference, expected: ContentDigest, found: ContentDigest)
    /// A list that several clients write lost an entry again and again.
    case contested(String, registry: String)
    /// A file of credentials, or the program that keeps them, failed.
    case badCredentials(place: String, reason: String)
    case missingVariable(String)
    /// An image on this machine that can't be read.
    case badArchive(path: String, reason: String)
    /// A file on this machine that can't be read or written.
    case file(path: String, reason: String)
    case cancelled(registry: String)

    package var code: String {
        switch self {
        case .unreachable: "registry.unreachable"
        case .busy: "registry.busy"
        case .partial: "registry.partial-answer"
        case .denied: "registry.denied"
        case .refused: "registry.refused"
        case .unusable: "registry.unusable"
        case .missing: "registry.missing"
        case .wrongDigest: "registry.wrong-digest"
        case .tagTaken: "registry.tag-taken"
        case .contested: "registry.contested"
        case .badCredentials: "registry.bad-credentials"
        case .missingVariable: "registry.missing-variable"
        case .badArchive: "image.bad-archive"
        case .file: "image.unreadable-file"
        case .cancelled: "registry.cancelled"
        }
    }

    package var summary: String {
        switch self {
        case .unreachable(let registry, _): "The registry \(registry) can't be reached."
        case .busy(let registry, let status, _): "The registry \(registry) refuses for now (\(status))."
        case .partial(let registry, _): "The registry \(registry) sent an incomplete answer."
        case .denied(let registry, let status, _, true):
            "The registry \(registry) rejected the credentials (\(status))."
        case .denied(let registry, let status, _, false):
            "The registry \(registry) wants credentials (\(status)), and there are none for it."
        case .refused(let what, let registry, let status, _):
            "The registry \(registry) does not take \(what) (\(status))."
        case .unusable(let registry, _): "The registry \(registry) can't be used."
        case .missing(let what, let registry): "The registry \(registry) does not have \(what)."
        case .wrongDigest(let what, let place, _): "\(place) has other content for \(what) than its digest says."
        case .tagTaken(let reference, _, _): "\(reference) exists already and is another image."
        case .contested(let what, let registry):
            "\(what) in \(registry) is written by others at the same time, and what was added was lost again."
        case .badCredentials(let place, _): "The credentials for a registry can't be read from \(place)."
        case .missingVariable(let name): "The environment variable \(name) is not set."
        case .badArchive(let path, _): "\(path) is not an image that can be published."
        case .file(let path, _): "\(path) can't be read or written."
        case .cancelled(let registry): "The request to \(registry) was cancelled."
        }
    }

    package var reasons: [String] {
        switch self {
        case .unreachable(_, let reason), .partial(_, let reason), .denied(_, _, let reason, _),
            .refused(_, _, _, let reason), .unusable(_, let reason), .badCredentials(_, let reason),
            .badArchive(_, let reason), .file(_, let reason):
            reason.split(whereSeparator: \.isNewline).suffix(8).map(String.init)
        case .wrongDigest(_, _, let found): ["found: \(found)"]
        case .tagTaken(_, let expected, let found): ["to be published: \(expected)", "found: \(found)"]
        case .busy, .missing, .contested, .missingVariable, .cancelled: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .unreachable, .busy, .partial, .contested: ["Try again: slipway run retry"]
        case .denied(let registry, _, _, _):
            [
                "Log in: docker login \(registry), or set the variables that username-from and password-from name in slipway.yaml.",
                "Check that the user may write to this repository; then: slipway run retry",
            ]
        case .refused: ["Fix what it complains about, then: slipway run retry"]
        case .unusable: ["Fix image in slipway.yaml, or the certificates to trust, then: slipway run retry"]
        case .missing: ["See whether it was removed; build it again if so, then: slipway run retry"]
        case .wrongDigest: ["Don't publish it: find out what changed it, and build it again."]
        case .tagTaken: ["A tag of a version is never moved: release with another version."]
        case .badCredentials: ["Fix it, or log in again: docker login"]
        case .missingVariable(let name):
            ["Set \(name); then repeat the command, or if a run has begun: slipway run retry"]
        case .badArchive:
            [
                "Let the build write an OCI archive, such as: buildah push IMAGE oci-archive:image.oci.tar, or docker buildx build --output type=oci,dest=image.oci.tar"
            ]
        case .file: ["Check the permissions of the folder, and the disk space."]
        case .cancelled: []
        }
    }

    package var retry: RetryAdvice {
        switch self {
        case .busy(_, _, let wait): wait.map { .after($0) } ?? .later
        case .unreachable, .partial, .contested: .later
        case .denied, .refused, .unusable, .missing, .wrongDigest, .tagTaken, .badCredentials, .missingVariable,
            .badArchive, .file, .cancelled:
            .never
        }
    }

    package var exitCode: ExitCode { retry == .never ? .failed : .tryLater }
}
