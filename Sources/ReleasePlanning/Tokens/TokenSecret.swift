import Crypto
import Foundation
package import ReleaseModel

/// The text that the owner of a token has: `slw_`, the token's id, and 256 random bits.
///
/// It is only shown when it is made. Every description of it leaves the random part out, so that it can't get into a log.
package struct TokenSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let id: TokenID
    private let text: String

    /// - Parameters:
    ///   - number: 8 random bytes, of which the id is made.
    ///   - key: 32 random bytes.
    package init(number: [UInt8], key: [UInt8]) {
        id = TokenID(hexadecimal(number))
        text = "slw_\(id)_\(hexadecimal(key))"
    }

    /// - Returns: nil for a text that no token ever had.
    package init?(_ text: String) {
        guard let match = text.wholeMatch(of: /slw_([0-9a-f]{16})_[0-9a-f]{64}/) else { return nil }
        id = TokenID(String(match.1))
        self.text = text
    }

    /// To be shown to its owner, once.
    package var shownOnce: String { text }

    package var digest: ReleaseModel.Digest { ReleaseModel.Digest(hexadecimal(SHA256.hash(data: Data(text.utf8)))) }

    /// Whether it belongs to a token; takes the same time wherever the digests differ.
    package func belongs(to token: AccessToken) -> Bool {
        let (own, stored) = (Array(digest.text.utf8), Array(token.digest.text.utf8))
        guard own.count == stored.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(own, stored) { difference |= one ^ other }
        return difference == 0
    }

    package var description: String { "slw_\(id)_…" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [("id", id)]) }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
