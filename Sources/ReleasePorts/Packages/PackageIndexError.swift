package import ReleaseModel

/// Why a package index did not fulfil a request. Addresses are shown without credentials.
package enum PackageIndexError: UserFacingError, Equatable {
    /// No connection, no response in time.
    case unreachable(index: String, reason: String)
    /// Overloaded, down, or rate-limited: its status, and when to retry.
    case busy(index: String, status: Int, after: Duration?)
    /// A truncated or invalid response.
    case partial(index: String, reason: String)
    /// It rejected the credentials.
    case denied(index: String, status: Int, reason: String)
    /// It permanently rejects this request.
    case refused(index: String, status: Int, reason: String)
    /// It can't be contacted at all: its address, or its certificate.
    case unusable(index: String, reason: String)
    /// It has a different file with this name.
    case differs(name: String, index: String, expected: Digest, found: Digest)
    /// The upload failed, with the program's output; whether the file arrived is unknown.
    case uploadFailed(name: String, index: String, reason: String)
    /// None of the programs that could upload is installed.
    case noProgram([String])
    /// An environment variable that holds a credential is not set.
    case missingVariable(String)
    /// No index would accept a file with this name.
    case badName(String)
    case cancelled(index: String)

    package var code: String {
        switch self {
        case .unreachable: "index.unreachable"
        case .busy: "index.busy"
        case .partial: "index.partial-answer"
        case .denied: "index.denied"
        case .refused: "index.refused"
        case .unusable: "index.unusable"
        case .differs: "index.differs"
        case .uploadFailed: "index.upload-failed"
        case .noProgram: "index.no-program"
        case .missingVariable: "index.missing-variable"
        case .badName: "index.bad-name"
        case .cancelled: "index.cancelled"
        }
    }

    package var summary: String {
        switch self {
        case .unreachable(let index, _): "The index \(index) can't be reached."
        case .busy(let index, let status, _): "The index \(index) refuses for now (\(status))."
        case .partial(let index, _): "The index \(index) sent an incomplete answer."
        case .denied(let index, let status, _): "The index \(index) rejected the credentials (\(status))."
        case .refused(let index, let status, _): "The index \(index) does not take this (\(status))."
        case .unusable(let index, _): "The index \(index) can't be used."
        case .differs(let name, let index, _, _): "The index \(index) already has \(name) with other content."
        case .uploadFailed(let name, let index, _): "\(name) could not be uploaded to \(index)."
        case .noProgram(let names): "No program that uploads is installed: \(names.joined(separator: ", "))."
        case .missingVariable(let name): "The environment variable \(name) is not set."
        case .badName(let name): "'\(name)' is not how the file of a Python package is named."
        case .cancelled(let index): "The request to \(index) was cancelled."
        }
    }

    package var reasons: [String] {
        switch self {
        case .unreachable(_, let reason), .partial(_, let reason), .denied(_, _, let reason),
            .refused(_, _, let reason), .unusable(_, let reason), .uploadFailed(_, _, let reason):
            reason.split(whereSeparator: \.isNewline).suffix(8).map(String.init)
        case .differs(_, _, let expected, let found): ["to be published: \(expected)", "found: \(found)"]
        case .busy, .noProgram, .missingVariable, .badName, .cancelled: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .unreachable, .busy, .partial, .uploadFailed: ["Try again: slipway run retry"]
        case .denied:
            [
                "Check the values of the variables that username-from and password-from name in slipway.yaml,"
                    + " and the right to upload this package.",
                "Then: slipway run retry",
            ]
        case .refused: ["Fix what it complains about, or upload in slipway.yaml, then: slipway run retry"]
        case .unusable: ["Fix index and upload in slipway.yaml, or the certificates to trust, then: slipway run retry"]
        case .differs(let name, _, _, _):
            [
                "Content that is public is never replaced: release with another version.",
                "If an interrupted upload left it incomplete, delete \(name) from the index, then: slipway run retry",
            ]
        case .noProgram(let names):
            [
                "Install \(names.first ?? "one"), or put it in PATH; then repeat the command, or if a run has begun: slipway run retry"
            ]
        case .missingVariable(let name):
            ["Set \(name); then repeat the command, or if a run has begun: slipway run retry"]
        case .badName:
            [
                "Name it as the specification says, in lower case and with _ for each run of -, _ and .:"
                    + " my_package-1.0.0-py3-none-any.whl, my_package-1.0.0.tar.gz"
            ]
        case .cancelled: []
        }
    }

    package var retry: RetryAdvice {
        switch self {
        case .busy(_, _, let wait): wait.map { .after($0) } ?? .later
        case .unreachable, .partial, .uploadFailed: .later
        case .denied, .refused, .unusable, .differs, .noProgram, .missingVariable, .badName, .cancelled: .never
        }
    }

    package var exitCode: ExitCode { retry == .never ? .failed : .tryLater }
}
