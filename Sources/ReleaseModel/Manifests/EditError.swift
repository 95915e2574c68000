/// Why an edit was not made; the file is then untouched.
package enum EditError: UserFacingError, Equatable {
    /// The file can't be parsed, before or after.
    case unreadable([Diagnostic])
    /// Git LFS keeps the file, and the repository has only a pointer to it.
    case pointer(file: String)
    /// Nothing stands at the key.
    case notFound(file: String, key: String)
    /// The value differs from the plan.
    case unexpected(place: Place, key: String, expected: String, found: String)
    /// The value is spelled in a way that can't be replaced in place (an escape sequence, for example).
    case unsupported(place: Place, key: String, why: String)
    /// The plan edits files of an ecosystem that this program does not have: it was made by a newer one.
    case unknownEcosystem(EcosystemName, file: String)
    /// Two edits of one release want different texts for one value.
    case contradictory(place: Place, key: String, first: String, second: String)
    /// Read again after the edit, the file does not have the intended value: a bug in the editor, caught in time.
    case notVerified(file: String, key: String, why: String)

    package var code: String {
        switch self {
        case .unreadable: "edit.unreadable"
        case .pointer: "edit.lfs-pointer"
        case .notFound: "edit.not-found"
        case .unexpected: "edit.unexpected-value"
        case .unsupported: "edit.unsupported"
        case .unknownEcosystem: "edit.unknown-ecosystem"
        case .contradictory: "edit.contradictory"
        case .notVerified: "edit.not-verified"
        }
    }

    package var summary: String {
        switch self {
        case .unreadable: "A file can't be edited because it can't be parsed."
        case .pointer(let file): "\(file) can't be edited: the repository has a Git LFS pointer in its place."
        case .notFound(let file, let key): "\(file) has no value '\(key)' to edit."
        case .unexpected(let place, let key, let expected, let found):
            "\(place): '\(key)' is '\(found)' where the plan saw '\(expected)'."
        case .unsupported(let place, let key, let why): "\(place): '\(key)' can't be edited in place: \(why)."
        case .unknownEcosystem(let name, let file):
            "\(file) belongs to the ecosystem '\(name)', which this version of Slipway does not have."
        case .contradictory(let place, let key, let first, let second):
            "\(place): '\(key)' would have to be '\(first)' and '\(second)' after one release."
        case .notVerified(let file, let key, let why): "\(file): the edit of '\(key)' did not read back: \(why)."
        }
    }

    package var reasons: [String] {
        if case .unreadable(let diagnostics) = self { return UnreadableInput(diagnostics: diagnostics).reasons }
        return []
    }

    package var suggestions: [String] {
        switch self {
        case .pointer(let file): ["Keep it in git itself: git lfs untrack \(file), then commit the file."]
        case .unexpected, .notFound: ["Make a new plan: slipway plan"]
        case .unknownEcosystem: ["Perform it with the version of Slipway that made the plan, or a newer one."]
        case .contradictory: ["Name this value for one component or package only."]
        default: []
        }
    }
}
