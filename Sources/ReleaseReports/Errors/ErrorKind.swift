/// A kind of error: its code, and what a person should know about it beyond the error's own text.
package struct ErrorKind: Sendable, Hashable {
    package var code: String
    /// What happened, as a heading.
    package var title: String
    package var reason: String
    package var remedy: String

    init(_ code: String, title: String, reason: String, remedy: String) {
        self.code = code
        self.title = title
        self.reason = reason
        self.remedy = remedy
    }
}

/// Every code that an error or a failed step can have and no finding has, by area.
package let errorKinds: [ErrorKind] =
    planErrorKinds + runErrorKinds + workspaceErrorKinds + forgeErrorKinds + imageErrorKinds + serverErrorKinds

package func errorKind(of code: String) -> ErrorKind? { errorKinds.first { $0.code == code } }
