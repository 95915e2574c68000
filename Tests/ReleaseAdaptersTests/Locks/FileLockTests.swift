import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Locks of a workspace")
struct WorkspaceLockContractTests {
    enum Kind: CaseIterable { case memory, file }

    private static let moment = Date(timeIntervalSince1970: 1_767_225_600)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func lock(_ kind: Kind) -> any WorkspaceLock {
        switch kind {
        case .memory: MemoryLock()
        case .file: FileLock(path: folder.path + "/lock")
        }
    }

    @Test("A second holder is refused, and shown who has it and since when", arguments: Kind.allCases)
    func second(kind: Kind) throws {
        let lock = lock(kind)
        let held = try lock.acquire(for: "slipway release", at: WorkspaceLockContractTests.moment)
        do {
            _ = try lock.acquire(for: "slipway apply", at: WorkspaceLockContractTests.moment)
            Issue.record("two hold it")
        } catch let refused as WorkspaceHeld {
            #expect(refused.holder.hasPrefix("slipway release"))
            #expect(refused.since == WorkspaceLockContractTests.moment)
            #expect(refused.exitCode == .tryLater)
        }
        held.release()
    }

    @Test("Looking says whether the lock is held, and keeps it from no one", arguments: Kind.allCases)
    func look(kind: Kind) throws {
        let lock = lock(kind)
        #expect(!lock.isHeld())
        let held = try lock.acquire(for: "x", at: WorkspaceLockContractTests.moment)
        #expect(lock.isHeld())
        held.release()
        #expect(!lock.isHeld())
        try lock.acquire(for: "y", at: WorkspaceLockContractTests.moment).release()
    }

    @Test("A released lock can be acquired again", arguments: Kind.allCases)
    func again(kind: Kind) throws {
        let lock = lock(kind)
        for _ in 0..<3 {
            let held = try lock.acquire(for: "x", at: WorkspaceLockContractTests.moment)
            #expect(throws: WorkspaceHeld.self) { try lock.acquire(for: "y", at: WorkspaceLockContractTests.moment) }
            held.release()
        }
    }
}

@Suite("Locks on files", .timeLimit(.minutes(20)))
struct FileLockTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("Another process can't take the lock while it is held, and can afterwards")
    func otherProcess() async throws {
        let path = folder.path + "/lock"
        let held = try FileLock(path: path).acquire(for: "x", at: Date(timeIntervalSince1970: 0))
        let program = """
            import fcntl, struct, sys
            f = open(sys.argv[1], "r+")
            try: fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB); free = True
            except OSError: free = False
            try: fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError: free = False
            print(free)
            """
        let probe = Command(["python3", "-c", program, path])
        #expect(try await ProcessRunner().run(probe).text == "False\n")
        held.release()
        #expect(try await ProcessRunner().run(probe).text == "True\n")
    }
}
