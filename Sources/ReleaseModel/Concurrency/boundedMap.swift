/// All answers in the order of the items, with so many in progress at most: for work that waits for programs or the
/// network.
///
/// - Throws: The error that came first; what has not begun by then is left out, the rest is cancelled.
package func boundedMap<Item: Sendable, Answer: Sendable, Failure: Error>(
    _ items: [Item], atMost limit: Int, _ body: @escaping @Sendable (Item) async throws(Failure) -> Answer
) async throws(Failure) -> [Answer] {
    let answers: Result<[Answer], Failure> = await withTaskGroup(of: (Int, Result<Answer, Failure>).self) { group in
        var answers = [Answer?](repeating: nil, count: items.count)
        var failure: Failure?
        var next = 0
        func start() {
            guard failure == nil, next < items.count else { return }
            let (index, item) = (next, items[next])
            next += 1
            group.addTask {
                do throws(Failure) { return (index, .success(try await body(item))) } catch {
                    return (index, .failure(error))
                }
            }
        }
        for _ in 0..<max(1, limit) { start() }
        while let (index, result) = await group.next() {
            switch result {
            case .success(let answer): answers[index] = answer
            case .failure(let error) where failure == nil:
                failure = error
                group.cancelAll()
            case .failure: break
            }
            start()
        }
        if let failure { return .failure(failure) }
        return .success(answers.compactMap(\.self))
    }
    return try answers.get()
}
