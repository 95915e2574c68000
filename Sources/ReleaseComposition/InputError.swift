package import ReleaseModel

/// Something given by the user that does not exist or can't be read.
package enum InputError: UserFacingError {
    /// - Parameter remedy: How the folder is found; nil: it is the workspace's.
    case noSuchFolder(String, remedy: String? = nil)
    /// - Parameter remedy: How such a file is made; nil: that is not Slipway's matter.
    case noSuchFile(String, remedy: String? = nil)
    case notWritable(String)
    /// Where a new folder is to be made.
    case exists(String)
    /// A symbolic link that leaves the workspace.
    case outside(String)
    case tooLarge(String, Int)
    case badVersion(String)
    case badPlan(String, reason: String)
    case badAssignment(String)

    package var code: String {
        switch self {
        case .noSuchFolder: "input.no-such-folder"
        case .noSuchFile: "input.no-such-file"
        case .notWritable: "input.not-writable"
        case .exists: "input.exists"
        case .outside: "input.outside"
        case .tooLarge: "input.too-large"
        case .badVersion: "input.bad-version"
        case .badPlan: "input.bad-plan"
        case .badAssignment: "input.bad-assignment"
        }
    }

    package var summary: String {
        switch self {
        case .noSuchFolder(let path, _): "The folder \(path) does not exist."
        case .noSuchFile(let path, _): "The file \(path) does not exist or can't be read."
        case .notWritable(let path): "The file \(path) can't be written."
        case .exists(let path): "\(path) exists already; nothing was written."
        case .outside(let path): "\(path) is a link to a file outside the workspace; it was not read."
        case .tooLarge(let path, let size): "\(path) has \(size) bytes, which no configuration has."
        case .badVersion(let text): "'\(text)' is not a valid version."
        case .badPlan(let path, _): "\(path) is not a plan that this version of Slipway can read."
        case .badAssignment(let text): "--set-version takes COMPONENT=VERSION, not '\(text)'."
        }
    }

    package var reasons: [String] { if case .badPlan(_, let reason) = self { [reason] } else { [] } }

    package var suggestions: [String] {
        switch self {
        case .noSuchFolder(_, let remedy): [remedy ?? "Name the workspace's folder: slipway -C FOLDER …"]
        case .noSuchFile(_, let remedy): remedy.map { [$0] } ?? []
        case .tooLarge: []
        case .notWritable: ["Check that its folder exists and may be written to."]
        case .exists: ["Name a folder that does not exist yet."]
        case .outside: ["Put the file itself there, or name it: --config FILE"]
        case .badVersion(let text):
            text.first == "v" && Version(String(text.dropFirst())) != nil
                ? ["Leave out the v: \(text.dropFirst())"] : ["Write for example 1.4.0 or 2.0.0-rc.1."]
        case .badPlan: ["Make one: slipway plan --out plan.json"]
        case .badAssignment: ["Write for example: --set-version core=2.0.0"]
        }
    }

    package var exitCode: ReleaseModel.ExitCode {
        switch self {
        case .outside, .tooLarge: .configuration
        case .notWritable: .failed
        default: .usage
        }
    }
}
