/// A kind of finding: its code, and what a person should know about it.
package struct FindingKind: Sendable, Hashable {
    package var code: String
    package var severity: Finding.Severity
    /// A heading.
    package var title: String
    package var reason: String
    package var remedy: String

    package init(_ code: String, _ severity: Finding.Severity, title: String, reason: String, remedy: String) {
        self.code = code
        self.severity = severity
        self.title = title
        self.reason = reason
        self.remedy = remedy
    }
}
