import ReleaseModel
import ReleasePorts
import ReleaseTestTraits
import Testing

/// What every forge says of a repository before anything is written.
@Suite("Forges: repositories", .heavy)
struct RepositoryContractTests {
    @Test(
        "A repository is known by its name in any case, and shown in the forge's spelling",
        arguments: ForgeKind.available)
    func facts(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let asked = ForgeRepository(
                owner: bench.repository.owner.uppercased(), name: bench.repository.name.uppercased())
            let facts = try await bench.forge.facts(of: asked)
            #expect(facts.repository.description == bench.repository.description)
            #expect(!facts.isArchived && facts.canPush != false && !facts.mergeMethods.isEmpty)
            let head = try await bench.forge.head(of: facts.defaultBranch, in: bench.repository)
            #expect(head == bench.start)
            #expect(!facts.address.hasSuffix("/") && facts.address.hasSuffix(bench.repository.description))
        }
    }

    @Test(
        "These credentials act as the account that opens what they open, and makes what they commit",
        arguments: ForgeKind.available)
    func account(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let account = try await bench.forge.account(in: bench.repository)
            let made = try await bench.pullRequest()
            #expect(account == made.author && account?.isEmpty == false)
            let authors = try await bench.eventually {
                try await bench.forge.authors(of: made.number, in: bench.repository)
            } _: {
                !$0.isEmpty
            }
            #expect(authors == [ForgeCommitAuthor(commit: made.head, account: account, isForgeMade: true)])
        }
    }

    @Test(
        "What is asked of a repository that is not there is missing; what may be there or not is nil",
        arguments: ForgeKind.available)
    func missing(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, none) = (bench.forge, ForgeBench.elsewhere)
            try await expect(.missing) { try await forge.facts(of: none) }
            try await expect(.missing) { try await forge.openPullRequests(from: nil, into: nil, in: none) }
            try await expect(.missing) { try await forge.releases(in: none) }
            try await expect(.missing) { try await forge.checks(of: bench.start, in: none) }
            try await expect(.missing) { try await forge.dispatch(event: "x", payload: [:], in: none) }
            try await expect(.missing) { try await forge.create(branch: "x", at: bench.start, in: none) }
            let (release, head) = (
                try await forge.release(tagged: "v1", in: none), try await forge.head(of: "main", in: none)
            )
            #expect(release == nil && head == nil)
        }
    }

    @Test(
        "Without rules there are none, for branches and tags that exist and for others", arguments: ForgeKind.available)
    func noRules(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (branch, _) = try await bench.branchWithCommit()
            for name in [branch, bench.branch("absent")] {
                let rules = try await bench.forge.rules(forBranch: name, in: bench.repository)
                #expect(rules == ReferenceRules())
            }
            let rules = try await bench.forge.rules(forTag: bench.tag(), in: bench.repository)
            #expect(rules == ReferenceRules())
        }
    }

    @Test(
        "A rule is reported with its level and whether it binds, before the tag or the branch exists",
        .enabled(if: ForgeKind.hasSettings, ForgeKind.noSettings), arguments: ForgeKind.available)
    func rules(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let settings = try #require(bench.settings)
            await settings.forbidTags()
            let tags = try await bench.forge.rules(forTag: "contract/forbidden", in: bench.repository)
            let level = "the repository \(bench.repository)"
            #expect(tags.rules == [.init(kind: .creation, level: level, bypass: .refused)])
            let free = try await bench.forge.rules(forTag: "contract/free", in: bench.repository)
            #expect(free.rules.isEmpty)
            let name = bench.branch("ruled")
            await settings.requirePullRequests(name)
            let branch = try await bench.forge.rules(forBranch: name, in: bench.repository)
            #expect(branch.rules == [.init(kind: .pullRequest, level: level, bypass: .refused)])
        }
    }

    @Test(
        "Whether releases are locked is reported to administrators",
        .enabled(if: ForgeKind.hasSettings, ForgeKind.noSettings), arguments: ForgeKind.available)
    func locks(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let before = try await bench.forge.locksReleases(in: bench.repository)
            let settings = try #require(bench.settings)
            await settings.lockReleases()
            let after = try await bench.forge.locksReleases(in: bench.repository)
            #expect(before == false && after == true)
        }
    }

    @Test(
        "A renamed repository is read under its former name, says the new one, and is not written under the former",
        .enabled(if: ForgeKind.hasSettings, ForgeKind.noSettings), arguments: ForgeKind.available)
    func renamed(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let settings = try #require(bench.settings)
            let new = ForgeRepository(owner: bench.repository.owner, name: "engine")
            await settings.rename(new)
            let facts = try await bench.forge.facts(of: bench.repository)
            #expect(facts.repository == new && facts.address.hasSuffix("engine"))
            let releases = try await bench.forge.releases(in: bench.repository)
            #expect(releases.isEmpty)
            let refused = try await refusal {
                try await bench.forge.create(bench.release(bench.tag()), in: bench.repository)
            }
            #expect(refused == .moved)
            let made = try await bench.forge.create(bench.release(bench.tag()), in: new)
            #expect(made.isDraft)
        }
    }
}
