import ReleaseModel
import ReleaseOperations
import ReleasePlanning
import ReleasePorts
import Testing

@Suite("What a forge would refuse of a plan")
struct ForgeFindingsTests {
    private static let repository = ForgeRepository(owner: "acme", name: "core")

    /// A push of `main` with a commit, the tag `v2.0.0`, and a release of it.
    private static let needs: RepositoryNeeds = {
        var needs = RepositoryNeeds(RepositoryAtForge(id: "core", name: repository, host: nil))
        needs.branches = [.init(name: "main", messages: ["chore: release 2.0.0"], isPushed: true)]
        needs.tags = ["v2.0.0"]
        return needs
    }()

    private func found(
        _ needs: RepositoryNeeds = needs, facts change: (inout RepositoryFacts) -> Void = { _ in },
        branch: ReferenceRules = ReferenceRules(), tag: ReferenceRules = ReferenceRules(), locksReleases: Bool? = nil,
        isPushedByKey: Bool = false
    ) -> [Finding] {
        var facts = RepositoryFacts(
            id: 1, repository: ForgeFindingsTests.repository, defaultBranch: "main", address: "https://x/acme/core")
        change(&facts)
        var answers = ForgeAnswers(facts: facts)
        for one in needs.branches { answers.branches[one.name] = branch }
        for one in needs.tags { answers.tags[one] = tag }
        answers.locksReleases = locksReleases
        return forgeFindings(needs, answers, isPushedByKey: isPushedByKey)
    }

    private func rules(_ kind: ReferenceRules.Rule.Kind, _ bypass: ReferenceRules.Rule.Bypass) -> ReferenceRules {
        ReferenceRules([.init(kind: kind, level: "the organization acme", bypass: bypass)])
    }

    @Test("Without rules, and with rights that are there or unknown, nothing is found")
    func nothing() {
        #expect(found() == [])
        #expect(found(facts: { $0.rights = .releasing }) == [])
    }

    @Test(
        "A rule that binds a push to the branch is an error, which names rule, branch and level",
        arguments: [
            (ReferenceRules.Rule.Kind.update, "it can't be changed"),
            (.pullRequest, "changes must come by pull request"),
            (.checks(["test"]), "commits must have passed test"),
            (
                .message(TextPattern(.beginning, "JIRA-")),
                "the message 'chore: release 2.0.0' must start with 'JIRA-'"
            ),
        ])
    func bindingRule(kind: ReferenceRules.Rule.Kind, words: String) throws {
        let finding = try #require(found(branch: rules(kind, .refused)).first)
        #expect(finding.severity == .error && finding.code == "forge.refuses")
        #expect(
            finding.message
                == "A rule of the organization acme restricts the branch main of acme/core: \(words).")
        #expect(finding.remedy.contains("commits: { via: pull-request }"))
    }

    @Test("A rule for signed commits is a warning that says how they get signed")
    func signatures() throws {
        let finding = try #require(found(branch: rules(.signatures, .refused)).first)
        #expect(finding.severity == .warning && finding.code == "forge.may-refuse")
        #expect(finding.message.contains("commit.gpgSign") && finding.message.contains("signed-by: forge"))
    }

    @Test("A way of merging that the repository does not allow is an error that names one that it allows")
    func mergeMethods() {
        var needs = ForgeFindingsTests.needs
        needs.merging = .squash
        func findings(_ allowed: Set<MergeMethod>) -> [Finding] {
            found(needs, facts: { $0.mergeMethods = allowed })
        }
        #expect(findings([.merge, .rebase]).map(\.code) == ["forge.refuses"])
        #expect(findings([.merge]).first?.remedy.contains("'merge'") == true)
        #expect(findings([.squash]) == [])
    }

    @Test(
        "What does not concern a growing branch is not found",
        arguments: [
            ReferenceRules.Rule.Kind.creation, .deletion, .forcePush, .linearHistory, .checks([]),
            .message(TextPattern(.expression, "^(feat|fix|chore)(\\(.+\\))?: ")), .name(TextPattern(.end, "x")),
        ])
    func harmlessRules(kind: ReferenceRules.Rule.Kind) { #expect(found(branch: rules(kind, .refused)) == []) }

    @Test("Whoever bypasses a rule is not bound; whoever does so by pull request only is; unknown is a warning")
    func bypasses() {
        #expect(found(branch: rules(.pullRequest, .allowed)) == [])
        #expect(found(branch: rules(.pullRequest, .byPullRequest)).map(\.severity) == [.error])
        #expect(found(branch: rules(.pullRequest, .unknown)).map(\.severity) == [.warning])
    }

    @Test("A push with a key is another identity than the token's: what that may not is a warning")
    func keys() {
        #expect(found(branch: rules(.update, .refused), isPushedByKey: true).map(\.code) == ["forge.may-refuse"])
        #expect(found(facts: { $0.rights = .reading }, isPushedByKey: true).map(\.code) == ["forge.may-refuse"])
    }

    @Test("A rule that is not known is a warning, as is a pattern that is not understood")
    func unknownRules() {
        #expect(found(branch: rules(.other("required_deployments"), .refused)).map(\.severity) == [.warning])
        let pattern = TextPattern(.expression, "(?P<unclosed")
        #expect(found(branch: rules(.message(pattern), .refused)).map(\.severity) == [.warning])
    }

    @Test("A tag that can't be created, or whose name a rule forbids, is an error")
    func tags() {
        #expect(found(tag: rules(.creation, .refused)).map(\.severity) == [.error])
        #expect(found(tag: rules(.name(TextPattern(.beginning, "v", isNegated: true)), .refused)).count == 1)
        #expect(found(tag: rules(.name(TextPattern(.beginning, "v")), .refused)) == [])
        #expect(found(tag: rules(.update, .refused)) == [])
    }

    @Test("A right that the token lacks is an error that says what it is for")
    func missingRights() throws {
        var needs = ForgeFindingsTests.needs
        needs.workflows = [".github/workflows/ci.yml"]
        let finding = try #require(found(needs, facts: { $0.rights = .releasing }).first)
        #expect(finding.severity == .error)
        #expect(
            finding.message
                == "The credentials lack workflows: write in acme/core, which is needed to change "
                + ".github/workflows/ci.yml.")
        #expect(finding.remedy.contains("'workflow'"))
        #expect(found(facts: { $0.canPush = false }).map(\.code) == ["forge.refuses"])
        #expect(found(facts: { $0.isArchived = true }).map(\.code) == ["forge.refuses"])
    }

    @Test("A commit that the forge makes is signed; a branch that is written over needs that allowed")
    func pullRequests() {
        var needs = RepositoryNeeds(RepositoryAtForge(id: "core", name: ForgeFindingsTests.repository, host: nil))
        needs.branches = [.init(name: "release", messages: ["chore: release"], isPushed: false, isNew: true)]
        #expect(found(needs, branch: rules(.signatures, .refused)) == [])
        #expect(found(needs, branch: rules(.forcePush, .refused)) == [])
        #expect(found(needs, branch: rules(.creation, .refused)).count == 1)
        needs.branches[0].isNew = false
        #expect(found(needs, branch: rules(.forcePush, .refused)).count == 1)
        #expect(found(needs, branch: rules(.creation, .refused)) == [])
    }

    @Test("A record that is pushed where commits come by pull request is noted; a rule against that push is an error")
    func records() throws {
        var needs = RepositoryNeeds(RepositoryAtForge(id: "core", name: ForgeFindingsTests.repository, host: nil))
        needs.branches = [
            .init(name: "slipway--release--main", messages: ["chore: release"], isPushed: true, isNew: true),
            .init(name: "main", messages: ["chore: record"], isPushed: true),
        ]
        needs.released = ["main"]
        needs.pullRequests = ["slipway--release--main"]
        let noted = found(needs)
        #expect(noted.map(\.code) == ["forge.pushed-records"] && noted.first?.severity == .note)
        needs.branches.removeFirst()
        let refused = try #require(found(needs, branch: rules(.pullRequest, .refused)).first)
        #expect(refused.severity == .error && refused.remedy.contains("since the record in versions.toml is pushed"))
        #expect(!refused.remedy.contains("via: pull-request"))
        needs.pullRequests = []
        #expect(found(needs).isEmpty)
    }

    @Test("Immutable releases are worth knowing where one is published, and protection that can't be read always")
    func notes() {
        var needs = ForgeFindingsTests.needs
        #expect(found(needs, locksReleases: true) == [])
        needs.releases = ["v2.0.0"]
        #expect(found(needs, locksReleases: true).map(\.code) == ["forge.immutable-releases"])
        #expect(found(branch: ReferenceRules(unread: "main is protected")).map(\.code) == ["forge.not-read"])
    }
}
