import struct Crypto.SHA256
package import Foundation
package import ReleaseModel

/// The digest of a plan: over everything it does, except when it was made.
///
/// Two plans of the same workspace, configuration and request have the same digest; a plan file changed by hand does
/// not match its digest.
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
