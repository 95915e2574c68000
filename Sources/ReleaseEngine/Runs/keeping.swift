import ReleaseModel
package import ReleasePorts

/// Does something under a claim, which is renewed all the while: from the moment it was taken, before anything is read or
/// looked at. A look at a large workspace takes longer than a claim lasts.
///
/// - Parameter lease: How long the claim lasts at a time.
/// - Throws: ``StoreError/claimLost(_:)`` if another engine took the run; what was going on is cancelled then.
package func keeping<Answer: Sendable>(
    _ claim: Claim, in store: any RunStore, lasting lease: Duration = RunEnvironment.lease,
    _ body: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
    try await withThrowingTaskGroup(of: Answer?.self) { group in
        group.addTask {
            while !Task.isCancelled {
                // In real time, whatever is made of waiting elsewhere.
                try? await Task.sleep(for: lease / 3)
                if Task.isCancelled { break }
                do throws(StoreError) { try await store.renew(claim, lasting: lease) } catch {
                    // A store that can't be reached just now is asked again; the claim may outlast that.
                    if error.retry == .never { throw error }
                }
            }
            return nil
        }
        group.addTask { try await body() }
        defer { group.cancelAll() }
        while let ended = try await group.next() {
            if let ended { return ended }
        }
        throw CancellationError()
    }
}
