import ReleaseModel
import ReleasePorts

/// Stores what arrives: what comes while a write is going on is stored together by the next one, with one sync for all.
actor Intake {
    private struct Waiting {
        var delivery: Delivery
        var done: CheckedContinuation<Result<Bool, StoreError>, Never>
    }

    /// How many are stored at once.
    private static let batch = 200

    private let store: OpenedStore
    private var waiting: [Waiting] = []
    private var isWriting = false

    init(_ store: OpenedStore) { self.store = store }

    /// Returns when it is stored durably.
    ///
    /// - Returns: Whether it is new.
    func take(_ delivery: Delivery) async throws(StoreError) -> Bool {
        let result = await withCheckedContinuation { continuation in
            waiting.append(Waiting(delivery: delivery, done: continuation))
            guard !isWriting else { return }
            isWriting = true
            // Ends when nothing waits any more.
            Task { await self.write() }
        }
        return try result.get()
    }

    private func write() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(Self.batch))
            waiting.removeFirst(batch.count)
            let result = await stored(batch.map(\.delivery))
            for (index, one) in batch.enumerated() { one.done.resume(returning: result.map { $0[index] }) }
        }
        isWriting = false
    }

    private func stored(_ deliveries: [Delivery]) async -> Result<[Bool], StoreError> {
        do {
            return .success(try await store.get().take(deliveries))
        } catch let error as StoreError {
            return .failure(error)
        } catch {
            return .failure(
                .unusable(path: "the store", reason: (error as? any UserFacingError)?.summary ?? "\(error)"))
        }
    }
}
