import Dispatch
import ReleasePorts

/// Computes on another thread where there is much to compute, so that the store serves others meanwhile: while a long
/// journal is hashed and decoded, claims have to be renewed.
///
/// - Parameter count: How many entries it is about.
func apart<Answer: Sendable>(
    _ count: Int, _ body: @escaping @Sendable () throws(StoreError) -> Answer
) async throws(StoreError) -> Answer {
    // The change of thread would take longer.
    guard count > 500 else { return try body() }
    let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            do throws(StoreError) { continuation.resume(returning: .success(try body())) } catch {
                continuation.resume(returning: .failure(error))
            }
        }
    }
    return try result.get()
}
