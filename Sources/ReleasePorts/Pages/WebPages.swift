package import ReleaseModel

/// Reads pages that everyone may read.
package protocol WebPages: Sendable {
    /// - Parameter address: With `http` or `https`.
    /// - Throws: Where nothing answers; an answer with any status is a page.
    func page(_ address: String) async throws -> WebPage
}

package struct WebPage: Sendable, Hashable {
    package var status: Int
    /// Its first megabyte.
    package var text: String

    package init(status: Int, text: String) {
        self.status = status
        self.text = text
    }

    package var isThere: Bool { (200..<300).contains(status) }
}
