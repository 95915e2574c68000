import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What every forge does with checks, and with the workflows that it runs.
@Suite("Forges: checks and workflows", .heavy)
struct CheckContractTests {
    @Test("A check is written once per name and commit: a second one changes the first", arguments: ForgeKind.available)
    func write(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (_, head) = try await bench.branchWithCommit()
            let (checks, repository) = (bench.checks, bench.repository)
            func check(_ conclusion: NewForgeCheck.Conclusion) -> NewForgeCheck {
                NewForgeCheck(name: "contract", conclusion: conclusion, title: "Title", summary: "Summary")
            }
            let first: ForgeCheck
            do throws(ForgeError) { first = try await checks.write(check(.failure), on: head, in: repository) } catch {
                // A person's token may not.
                guard bench.kind == .live, case .notAllowed = error else { throw error }
                return
            }
            #expect(first.result == .failed("failure"))
            let second = try await checks.write(check(.success), on: head, in: repository)
            #expect(second.id == first.id && second.result == .success)
            let found = try await bench.eventually {
                try await checks.checks(of: head, in: repository).filter { $0.name == "contract" }
            } _: {
                $0.map(\.result) == [.success]
            }
            #expect(found.map(\.id) == [first.id] && found.map(\.result) == [.success])
        }
    }

    @Test("A commit without checks has none, and one that is not there is invalid", arguments: ForgeKind.available)
    func none(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (_, head) = try await bench.branchWithCommit()
            let found = try await bench.forge.checks(of: head, in: bench.repository)
            #expect(found.filter { $0.name == "contract" }.isEmpty)
            try await expect(.invalid) {
                try await bench.forge.checks(of: ForgeBench.unknown, in: bench.repository)
            }
        }
    }

    @Test(
        "An event is taken whether or not anything listens, and has ten values at most", arguments: ForgeKind.available)
    func dispatch(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            func payload(_ count: Int) -> [String: String] {
                Dictionary(uniqueKeysWithValues: (0..<count).map { ("key\($0)", "value") })
            }
            try await bench.forge.dispatch(event: "contract", payload: payload(10), in: bench.repository)
            try await expect(.invalid) {
                try await bench.forge.dispatch(event: "contract", payload: payload(11), in: bench.repository)
            }
        }
    }

    @Test(
        "A started run is found by its event and its number, and ends when it is cancelled",
        .enabled(if: ForgeKind.hasSettings, "a scratch repository's runs cost its owner"),
        arguments: ForgeKind.available)
    func runs(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository) = (bench.forge, bench.repository)
            let workflow = try #require(bench.workflow)
            let main = try await forge.facts(of: repository).defaultBranch
            let number = try #require(
                try await forge.start(workflow: workflow, at: main, inputs: ["word": "a"], in: repository))
            let run = try await bench.eventually {
                try await forge.run(number, in: repository)
            } _: {
                $0 != nil
            }
            #expect(run?.number == number && run?.attempt == 1 && run?.status == .queued)
            let listed = try await forge.runs(of: "workflow_dispatch", since: .distantPast, in: repository)
            #expect(listed.map(\.number) == [number])
            let others = try await forge.runs(of: "repository_dispatch", since: .distantPast, in: repository)
            #expect(others.isEmpty)
            let uploaded = try await forge.artifacts(of: number, in: repository)
            #expect(uploaded.isEmpty)
            for _ in 0..<2 { try await forge.cancel(run: number, in: repository) }
            let cancelled = try await forge.run(number, in: repository)
            #expect(cancelled?.status == .ended("cancelled"))
            let absent = try await forge.run(number + 1_000_000, in: repository)
            #expect(absent == nil)
        }
    }

    @Test(
        "The workflows of a branch are its files, byte for byte; a branch without any has none",
        .enabled(if: ForgeKind.hasSettings, "a scratch repository's workflows are its owner's"),
        arguments: ForgeKind.available)
    func workflows(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository) = (bench.forge, bench.repository)
            let known = [ForgeBench.workflowPath: Array(ForgeBench.workflowText.utf8)]
            let main = try await forge.facts(of: repository).defaultBranch
            func workflows(_ branch: String) async throws -> [String: [UInt8]] {
                try await forge.workflows(at: branch, in: repository)
            }
            #expect(try await workflows(main) == known)
            let (branch, head) = try await bench.branchWithCommit()
            let more = ".github/workflows/more.yaml"
            let added = try await forge.commit(
                ForgeCommit(
                    branch: branch, parent: head, message: "ci: more",
                    files: [more: Array("on: push\n".utf8), ".github/workflows/notes.txt": [10]]), in: repository)
            let both = known.merging([more: Array("on: push\n".utf8)]) { $1 }
            #expect(try await workflows(branch) == both)
            #expect(try await workflows(main) == known)
            _ = try await forge.commit(
                ForgeCommit(
                    branch: branch, parent: added, message: "ci: none", files: [:],
                    removed: [ForgeBench.workflowPath, more, ".github/workflows/notes.txt"]), in: repository)
            #expect(try await workflows(branch).isEmpty)
            try await expect(.missing) { try await forge.workflows(at: "main", in: ForgeBench.elsewhere) }
        }
    }

    @Test("A workflow that is not there is missing", arguments: ForgeKind.available)
    func missingWorkflow(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let branch = try await bench.forge.facts(of: bench.repository).defaultBranch
            try await expect(.missing) {
                try await bench.forge.start(
                    workflow: "contract-none.yml", at: branch, inputs: [:], in: bench.repository)
            }
        }
    }

    @Test(
        "A workflow that is there needs a branch or tag that is there",
        .enabled(if: ForgeKind.hasWorkflow, "needs a workflow's file name in SLIPWAY_LIVE_WORKFLOW"),
        arguments: ForgeKind.available)
    func start(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository) = (bench.forge, bench.repository)
            let branch = try await forge.facts(of: repository).defaultBranch
            let workflow = try #require(bench.workflow)
            try await expect(.invalid) {
                try await forge.start(
                    workflow: workflow, at: bench.branch("absent"), inputs: [:], in: repository)
            }
            try await expect(nil) {
                try await forge.start(workflow: workflow, at: branch, inputs: [:], in: repository)
            }
        }
    }
}
