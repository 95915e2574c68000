import ReleasePorts

extension Workspace {
    /// How long the announcement lasts that runs are executed here; it is renewed three times in that time.
    static let presence: Duration = .seconds(30)

    /// Works while the store knows that runs are executed in this folder.
    ///
    /// - Throws: ``StoreError/otherFolder(_:engine:)`` while others perform runs of this workspace in another folder.
    func withPlace<Answer: Sendable>(
        in store: any RunStore, _ body: () async throws -> Answer
    ) async throws -> Answer {
        let place = try place()
        try await store.enter(place, lasting: Self.presence)
        // Ended below, with what it is for.
        let renewal = Task {
            while !Task.isCancelled {
                try? await wait(Self.presence / 3)
                // An unavailable store forgets no announcement at once; an engine that takes the place meanwhile finds
                // our claims.
                if !Task.isCancelled { try? await store.enter(place, lasting: Self.presence) }
            }
        }
        let result: Result<Answer, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        renewal.cancel()
        await renewal.value
        // An announcement that can't be withdrawn expires.
        try? await store.leave(place)
        return try result.get()
    }
}
