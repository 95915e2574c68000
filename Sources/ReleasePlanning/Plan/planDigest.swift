import struct Crypto.SHA256
package import Foundation
package import ReleaseModel

/// The digest that binds a plan: over everything it does, not over when it was made.
///
/// Two plans of one world, configuration and request have the same digest; a plan whose file was changed by hand does
/// not have the digest it names.
package func planDigest(_ plan: ReleasePlan) throws -> Digest {
    sha256(try encodeJSON(plan.bound, isPretty: false))
}

package func sha256(_ bytes: some DataProtocol) -> Digest {
    Digest(
        SHA256.hash(data: bytes).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined())
}
