import Foundation
import ReleaseModel
import ReleasePlanning
import Synchronization

/// Who has signed in. Sessions live in this process alone: signing out ends one for good, and so does a restart.
///
/// A session holds ids of tokens, not their texts. Whether they are valid is asked of the store at every request.
final class Sessions: Sendable {
    struct Session: Sendable {
        /// By workspace.
        var tokens: [String: TokenID]
        /// In every form of its pages.
        let formToken: String
        let ends: Date
    }

    static let lifetime: TimeInterval = 12 * 3_600
    /// Beyond this the oldest ones end.
    private static let most = 10_000

    /// By the SHA-256 of what the browser has, so that looking one up tells nothing by its time.
    private let all = Mutex<[Digest: Session]>([:])

    /// - Returns: What the browser is to send from now on.
    func begin(_ tokens: [String: TokenID], at moment: Date) -> String {
        let secret = randomText()
        let session = Session(
            tokens: tokens, formToken: randomText(), ends: moment.addingTimeInterval(Sessions.lifetime))
        all.withLock { all in
            all = all.filter { $0.value.ends > moment }
            if all.count >= Sessions.most, let oldest = all.min(by: { $0.value.ends < $1.value.ends }) {
                all[oldest.key] = nil
            }
            all[key(secret)] = session
        }
        return secret
    }

    func session(of secret: String, at moment: Date) -> Session? {
        let found = all.withLock { $0[key(secret)] }
        return found.flatMap { $0.ends > moment ? $0 : nil }
    }

    func end(_ secret: String) { all.withLock { $0[key(secret)] = nil } }

    private func key(_ secret: String) -> Digest { sha256(Array(secret.utf8)) }

    /// 256 bits of the system's generator, in hexadecimal digits.
    private func randomText() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
