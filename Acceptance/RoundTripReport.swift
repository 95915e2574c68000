import ReleaseModel

/// What came of one source tree.
struct RoundTripReport: Codable {
    var ecosystems: [Reading] = []

    struct Reading: Codable {
        var name: String
        var files: [String]
        var packages: Int
        var versions: Int
        var requirements: Int
        var diagnostics: [Diagnostic]
        var edits: [Edit] = []
        /// Requirements that the ecosystem's language does not explain: addresses, tags, placeholders.
        var notUnderstood: [String] = []
        /// Every edit of a file at once, by file: where the file between lies.
        var together: [String: String] = [:]
        /// What was not as it was meant, beside the edits.
        var faults: [String] = []
    }

    struct Edit: Codable {
        enum Kind: String, Codable {
            case version, sibling, requirement, lock
        }

        enum Result: String, Codable {
            case changedBack, unsupported, failed
        }

        var kind: Kind
        var file: String
        var key: String
        var from: String
        var to: String
        var result: Result
        var why: String?
        /// The name of the file between, in the output folder.
        var output: String?
    }
}
