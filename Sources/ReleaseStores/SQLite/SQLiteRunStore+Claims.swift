import Foundation
package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore {
    package func claim(
        _ run: RunID, for engine: EngineID, lasting: Duration, isTakingOver: Bool
    ) async throws(StoreError) -> Claim {
        // The refusal is an answer of the transaction, since it may shorten the claim that is there.
        let answer = try changing { () throws(StoreError) -> Result<Claim, StoreError> in
            let number = try number(of: run)
            let held = try holder(of: number)
            if let held, held.engine != engine, held.until > stamp(now()), !isTakingOver {
                try shorten(held, of: number)
                return .failure(StoreError.claimed(run, by: held.engine))
            }
            let claim = Claim(run: run, engine: engine, fence: (held?.fence ?? 0) &+ 1, token: .random())
            try database.run(
                """
                INSERT OR REPLACE INTO claims (run, engine, fence, until, lasting, token, appends)
                VALUES (?, ?, ?, ?, ?, ?, 0)
                """,
                [
                    .integer(number), .text(engine.text), .integer(claim.fence), .text(end(lasting)),
                    .integer(lasting.milliseconds), .text(claim.token.text),
                ])
            return .success(claim)
        }
        return try answer.get()
    }

    package func renew(_ claim: Claim, lasting: Duration) async throws(StoreError) {
        try changing { () throws(StoreError) in
            let number = try number(of: claim.run)
            _ = try check(claim, of: number, append: nil)
            try database.run(
                "UPDATE claims SET until = ?, lasting = ? WHERE run = ?",
                [.text(end(lasting)), .integer(lasting.milliseconds), .integer(number)])
        }
    }

    package func giveUp(_ claim: Claim) async throws(StoreError) {
        let number = try number(of: claim.run)
        try changing { () throws(StoreError) in
            try database.run(
                "UPDATE claims SET until = '' WHERE run = ? AND fence = ? AND token = ?",
                [.integer(number), .integer(claim.fence), .text(claim.token.text)])
        }
        try rest(number)
    }

    package func holder(of run: RunID) async throws(StoreError) -> EngineID? {
        guard let held = try holder(of: try number(of: run)), held.until > stamp(now()) else { return nil }
        return held.engine
    }

    /// Whether a claim is the run's last one, and whether an append under it is the next one; which is noted.
    func check(_ claim: Claim, of run: Int, append number: Int?) throws(StoreError) -> Appended {
        var held: HeldClaim?
        try database.run("SELECT fence, token, appends FROM claims WHERE run = ?", [.integer(run)]) { row in
            held = HeldClaim(fence: row.integer(0), token: row.text(1), appends: row.integer(2))
        }
        let answer = try (held ?? .none).check(claim, append: number)
        if let number, answer == .stored {
            try database.run("UPDATE claims SET appends = ? WHERE run = ?", [.integer(number), .integer(run)])
        }
        return answer
    }

    private struct Holder {
        var engine: EngineID
        var fence: Int
        /// A stamp; empty where it was given up.
        var until: String
        /// As requested, in milliseconds; 0 if unknown.
        var lasting: Int
    }

    private func holder(of run: Int) throws(StoreError) -> Holder? {
        var held: Holder?
        try database.run("SELECT engine, fence, until, lasting FROM claims WHERE run = ?", [.integer(run)]) { row in
            held = Holder(
                engine: EngineID(row.text(0)), fence: row.integer(1), until: row.text(2), lasting: row.integer(3))
        }
        return held
    }

    /// A claim that ends later than it could, had it been made now, is one from before the clock was set back: from now
    /// on it lasts as long as it was asked for, and no hour more.
    private func shorten(_ held: Holder, of run: Int) throws(StoreError) {
        let latest = end(.milliseconds(held.lasting))
        guard held.lasting > 0, held.until > latest else { return }
        try database.run("UPDATE claims SET until = ? WHERE run = ?", [.text(latest), .integer(run)])
    }

    private func end(_ lasting: Duration) -> String { stamp(now().addingTimeInterval(lasting / .seconds(1))) }
}

extension Duration {
    /// Rounded to zero, within what a lease can be.
    var milliseconds: Int { Int(exactly: (self / .milliseconds(1)).rounded(.towardZero)) ?? .max }
}
