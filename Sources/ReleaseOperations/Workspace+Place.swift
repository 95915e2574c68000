import ReleasePorts

extension Workspace {
    /// How long the word lasts that runs are performed here; it is renewed three times in that time.
    static let presence: Duration = .seconds(30)

    /// Does something while the store knows that runs are performed in this folder.
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
                try? await Task.sleep(for: Self.presence / 3)
                // A store that is away forgets no one at once; who takes the place meanwhile finds our claims.
                if !Task.isCancelled { try? await store.enter(place, lasting: Self.presence) }
            }
        }
        let result: Result<Answer, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        renewal.cancel()
        await renewal.value
        // What can't be said runs out.
        try? await store.leave(place)
        return try result.get()
    }
}
