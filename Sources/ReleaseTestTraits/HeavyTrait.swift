import ReleaseTestKit
package import Testing

/// A suite that starts programs by the dozen: it waits for its turn, so that not all of them start at once.
package struct HeavyTrait: SuiteTrait, TestScoping {
    @concurrent
    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await heavyTurns.take()
        let result: Result<Void, any Error>
        do { result = .success(try await function()) } catch { result = .failure(error) }
        await heavyTurns.give()
        try result.get()
    }
}

extension Trait where Self == HeavyTrait {
    package static var heavy: Self { Self() }
}
