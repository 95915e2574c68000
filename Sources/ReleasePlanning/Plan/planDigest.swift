import struct Crypto.SHA256
package import Foundation
package import ReleaseModel

/// The digest that binds a plan: over everything it does, not over when it was made.
///
/// Two plans of one world, configuration and request have the same digest; a plan whose file was changed by hand does
/// not have the digest it names.
package func planDigest(_ plan: ReleasePlan) throws -> Digest {
    var bound = plan
    bound.digest = ""
    bound.createdAt = Date(timeIntervalSince1970: 0)
    // What became of each commit follows from the bases, and says nothing that is done.
    bound.commits = nil
    return sha256(try encodeJSON(bound, isPretty: false))
}

package func sha256(_ bytes: some DataProtocol) -> Digest {
    Digest(
        SHA256.hash(data: bytes).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined())
}
