import Foundation
import ReleaseHTTPServer

extension APIExchange {
    mutating func spend(_ now: Date) async throws {
        guard operation?.id != "rate-limit/get" else { return }
        let spent = await double.forge.spend(
            identity.login, resource: resource, limit: double.settings.hourlyLimit, now: now)
        budget = spent
        if spent.isOver {
            throw Refusal(403, "API rate limit exceeded for \(identity.isAnonymous ? "127.0.0.1" : identity.login).")
        }
        let limit = double.settings.contentLimit
        guard limit > 0, operation?.isWrite == true else { return }
        let minute = await double.forge.spend(identity.login, resource: "content", limit: limit, now: now, window: 60)
        guard minute.isOver else { return }
        throw Refusal(
            403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            fields: [MessageField("Retry-After", String(max(1, Int(minute.resetsAt.timeIntervalSince(now)))))])
    }
}
