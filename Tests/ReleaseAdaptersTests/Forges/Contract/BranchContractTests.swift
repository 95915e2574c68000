import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What every forge, and git alone, does with branches.
@Suite("Forges: branches and commits", .heavy)
struct BranchContractTests {
    @Test("A branch that is not there is nil, and is created once", arguments: BranchKind.available)
    func create(kind: BranchKind) async throws {
        try await BranchBench.run(kind) { bench in
            let (branches, repository, name) = (bench.branches, bench.repository, bench.name("made"))
            let before = try await branches.head(of: name, in: repository)
            #expect(before == nil)
            try await branches.create(branch: name, at: bench.first, in: repository)
            let head = try await branches.head(of: name, in: repository)
            #expect(head == bench.first)
            try await expect(.exists) {
                try await branches.create(branch: name, at: bench.second, in: repository)
            }
            let still = try await branches.head(of: name, in: repository)
            #expect(still == bench.first)
            try await expect(.invalid) {
                try await branches.create(branch: bench.name("x"), at: ForgeBench.unknown, in: repository)
            }
        }
    }

    @Test(
        "A branch moves in any direction from where it was seen, and from nowhere else", arguments: BranchKind.available
    )
    func move(kind: BranchKind) async throws {
        try await BranchBench.run(kind) { bench in
            let (branches, repository, name) = (bench.branches, bench.repository, bench.name("moved"))
            try await branches.create(branch: name, at: bench.first, in: repository)
            try await branches.move(branch: name, from: bench.first, to: bench.second, in: repository)
            try await expect(.conflict) {
                try await branches.move(
                    branch: name, from: ForgeBench.unknown, to: bench.first, in: repository)
            }
            let head = try await branches.head(of: name, in: repository)
            #expect(head == bench.second)
            // It is there already, whoever brought it there.
            try await branches.move(branch: name, from: bench.first, to: bench.second, in: repository)
            try await branches.move(branch: name, from: bench.second, to: bench.first, in: repository)
            let back = try await branches.head(of: name, in: repository)
            #expect(back == bench.first)
            try await expect(.conflict) {
                try await branches.move(
                    branch: bench.name("absent"), from: bench.first, to: bench.second, in: repository)
            }
        }
    }

    @Test("What is removed is gone, and removing it again is not an error", arguments: ForgeKind.available)
    func remove(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (name, _) = try await bench.branchWithCommit()
            for _ in 0..<2 { try await bench.forge.remove(branch: name, in: bench.repository) }
            let head = try await bench.eventually {
                try await bench.forge.head(of: name, in: bench.repository)
            } _: {
                $0 == nil
            }
            #expect(head == nil)
        }
    }

    @Test("A commit is the branch's head, and is made on the parent that was seen only", arguments: ForgeKind.available)
    func commit(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (name, first) = try await bench.branchWithCommit()
            let (forge, repository) = (bench.forge, bench.repository)
            let head = try await forge.head(of: name, in: repository)
            #expect(head == first && first != bench.start)
            let second = try await forge.commit(
                ForgeCommit(
                    branch: name, parent: first, message: "fix: less", files: ["new.txt": [110]],
                    removed: ["\(name).txt"]), in: repository)
            let after = try await forge.head(of: name, in: repository)
            #expect(after == second)
            try await expect(.conflict) {
                try await forge.commit(
                    ForgeCommit(branch: name, parent: first, message: "fix: late", files: ["x": [1]]),
                    in: repository)
            }
            try await expect(.missing) {
                try await forge.commit(
                    ForgeCommit(
                        branch: bench.branch("absent"), parent: first, message: "fix: x", files: ["x": [1]]),
                    in: repository)
            }
            let still = try await forge.head(of: name, in: repository)
            #expect(still == second)
        }
    }
}
