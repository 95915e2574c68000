/// A problem in a workspace that affects a release, or already has.
package struct Finding: Sendable, Hashable, Codable {
    package enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
        /// A release would fail or be wrong.
        case error
        /// Should be known.
        case warning
        /// Worth knowing.
        case note

        private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    }

    /// Dotted and stable; what it means is in ``findingKinds`` or, for files, in the ecosystem's own words.
    package var code: String
    package var severity: Severity
    /// Relative to its repository; nil where no file is at fault.
    package var place: Place?
    package var repository: RepositoryID?
    package var component: ComponentID?
    /// The problem, in one sentence.
    package var message: String
    /// Why that matters, or the facts behind it.
    package var reason: String
    /// An edit or a command that fixes it.
    package var remedy: String
    /// Every file that it is about, where that is more than ``place`` says; nil: none.
    package var files: [String]?

    package init(
        _ severity: Severity, code: String, place: Place? = nil, repository: RepositoryID? = nil,
        component: ComponentID? = nil, message: String, reason: String = "", remedy: String = ""
    ) {
        self.code = code
        self.severity = severity
        self.place = place
        self.repository = repository
        self.component = component
        self.message = message
        self.reason = reason
        self.remedy = remedy
    }

    /// With the severity, reason and remedy of its kind.
    package init(
        _ kind: FindingKind, place: Place? = nil, repository: RepositoryID? = nil, component: ComponentID? = nil,
        message: String, reason: String? = nil, remedy: String? = nil
    ) {
        self.init(
            kind.severity, code: kind.code, place: place, repository: repository, component: component,
            message: message, reason: reason ?? kind.reason, remedy: remedy ?? kind.remedy)
    }

    /// Worst first, then by repository, place and text.
    package static func precedes(_ left: Finding, _ right: Finding) -> Bool {
        if left.severity != right.severity { return left.severity < right.severity }
        let (one, other) = (left.sortingText, right.sortingText)
        return one == other ? (left.place ?? Place.none) < (right.place ?? Place.none) : one < other
    }

    private var sortingText: String {
        "\(repository?.text ?? "")\u{0}\(place?.file ?? "")\u{0}\(place == nil ? "" : "1")\u{0}\(code)\u{0}\(component?.text ?? "")"
    }
}

extension Place {
    fileprivate static let none = Place(file: "", line: 0, column: 0)
}
