import ReleaseModel
import ReleaseText

/// What `slipway.yaml` says, each value with its place; nil where it says nothing.
struct WrittenConfiguration: Sendable {
    let workspace: Written<String>?
    let root: Written<String>?
    let forge: ForgeConfiguration?
    let repositories: [(name: Written<String>, value: RepositoryConfiguration)]
    let components: [(name: Written<String>, value: WrittenComponent)]
    let defaults: WrittenComponent
    let groups: [WrittenGroup]
    let cascade: Written<CascadePolicy>?
    let edges: [WrittenEdge]
    let chain: Written<[Written<String>]>?
    let message: Written<String>?
    let author: Written<String>?
    let mail: Written<String>?
    let delivery: CommitDelivery
    /// `commits` of the workspace, then of each repository, with the place of each key.
    let deliveries: [(keys: [Written<String>], value: CommitDelivery)]
    let tag: Written<String>?
    let tagKind: Written<TagKind>?
    let ignoredTags: Written<[String]>?
    let ignoredPaths: Written<[String]>?
    let parallelism: Written<Int>?
    let people: [(name: Written<String>, roles: [String])]
    let approvals: [WrittenApproval]
    let retries: RetryPolicy
    let systems: [(name: Written<String>, value: SystemConfiguration)]
    let secrets: Written<[String]>?
    let commands: CommandEnvironment
    let set: Written<WorkspaceConfiguration.SetContent>?
    let unifiedRelease: UnifiedReleaseConfiguration?
    /// Those of `unified-release`, in file order.
    let unifiedReleaseKeys: [Written<String>]
    let followUps: [WrittenFollowUp]
    let triggers: [WrittenTrigger]
    let channels: [WrittenChannel]
    let compatibility: Written<Compatibility>?
    let postgresql: Written<String>?
    /// In seconds.
    let outage: Int?
    let pullRequest: Written<PullRequestConfiguration>?
    let changeFiles: Written<String>?
    let bootstrapCommit: Written<String>?
    let lastReleaseCommit: Written<String>?
    let commitSearchDepth: Written<Int>?

    init(_ node: YAMLNode) {
        // What has the wrong shape is left out here; ``ShapeCheck`` reports it, and the file is refused.
        workspace = node.written("workspace", \.text)
        root = node["forge"]?.written("root", \.text)
        forge = ForgeConfiguration(node["forge"])
        repositories = Self.named(node["repositories"]).map { name, value in
            (
                name,
                RepositoryConfiguration(
                    folder: value["path"]?.text, remote: value["remote"]?.text,
                    branch: value["branch"]?.text, name: value["name"]?.text,
                    forge: ForgeConfiguration(value["forge"]), delivery: CommitDelivery(value["commits"]))
            )
        }
        components = Self.named(node["components"]).map { ($0, WrittenComponent($1)) }
        defaults = WrittenComponent(node["defaults"])
        groups = Self.named(node["groups"]).compactMap(WrittenGroup.init)
        cascade = node.written("cascade") { $0.choice(CascadePolicy.self) }
        edges = node["edges"]?.items?.compactMap(WrittenEdge.init) ?? []
        chain = node["scope"]?.written("chain", \.writtenTexts)
        message = node["commits"]?.written("message", \.text)
        author = node["commits"]?.written("name", \.text)
        mail = node["commits"]?.written("mail", \.text)
        delivery = CommitDelivery(node["commits"])
        // The workspace's own comes first: ``ShapeCheck`` tells it from those of repositories by its index.
        deliveries = ([node] + Self.named(node["repositories"]).map(\.1)).map { owner in
            (Self.named(owner["commits"]).map(\.0), CommitDelivery(owner["commits"]))
        }
        tag = node.written("tag", \.text)
        tagKind = node.written("tag-kind") { $0.choice(TagKind.self) }
        ignoredTags = node.written("ignore-tags", \.texts)
        ignoredPaths = node.written("ignore-paths") { $0.texts?.map(packagePath) }
        parallelism = node.written("parallelism", \.integer)
        people = Self.named(node["people"]).map { ($0, $1.texts ?? []) }
        approvals = node["approvals"]?.items?.compactMap(WrittenApproval.init) ?? []
        retries = RetryPolicy(node["retries"])
        systems = Self.named(node["systems"]).map { ($0, SystemConfiguration($1)) }
        secrets = node.written("secrets", \.texts)
        commands = CommandEnvironment(
            more: node["commands"]?["environment"]?.texts ?? [], account: node["commands"]?["run-as"]?.text)
        set = node.written("set") { $0.choice(WorkspaceConfiguration.SetContent.self) }
        postgresql = node["store"]?.written("postgresql", \.text)
        outage = node["engine"]?["store-outage"]?.duration
        unifiedRelease = node["unified-release"].flatMap(UnifiedReleaseConfiguration.init)
        unifiedReleaseKeys = (node["unified-release"]?.resolved.effectiveEntries ?? []).map {
            Written(value: $0.key.text, place: $0.key.place)
        }
        followUps = node["follow-ups"]?.items?.compactMap(WrittenFollowUp.init) ?? []
        triggers = node["triggers"]?.items?.compactMap(WrittenTrigger.init) ?? []
        channels = Self.named(node["channels"]).compactMap(WrittenChannel.init)
        compatibility = node.written("compatibility") { $0.choice(Compatibility.self) }
        pullRequest = node.written("pull-request", PullRequestConfiguration.init)
        changeFiles = node.written("change-files") { $0.text.map(packagePath) }
        bootstrapCommit = node.written("bootstrap-commit", \.text)
        lastReleaseCommit = node.written("last-release-commit", \.text)
        commitSearchDepth = node.written("commit-search-depth", \.integer)
    }

    private static func named(_ node: YAMLNode?) -> [(Written<String>, YAMLNode)] {
        (node?.effectiveEntries ?? []).map { (Written(value: $0.key.text, place: $0.key.place), $0.value) }
    }
}

struct WrittenGroup: Sendable {
    let name: Written<String>
    let members: [Written<String>]
    let versions: GroupConfiguration.Versions

    init?(_ name: Written<String>, _ node: YAMLNode) {
        guard let members = node["components"]?.writtenTexts,
            let versions = node["versions"]?.choice(GroupConfiguration.Versions.self)
        else { return nil }
        self.name = name
        self.members = members
        self.versions = versions
    }
}

struct WrittenEdge: Sendable {
    let place: Place
    let from: Written<String>
    let to: Written<String>
    let policy: CascadePolicy

    init?(_ node: YAMLNode) {
        guard let from = node.written("from", \.text), let to = node.written("to", \.text),
            let policy = node["policy"]?.choice(CascadePolicy.self)
        else { return nil }
        place = node.place
        self.from = from
        self.to = to
        self.policy = policy
    }
}

extension ForgeConfiguration {
    /// nil where nothing is said.
    fileprivate init?(_ node: YAMLNode?) {
        guard let node, let kind = node["kind"]?.choice(Kind.self) else { return nil }
        let app = node["app"].flatMap { app in
            app["id"]?.text.map { App(id: $0, keyVariable: app["key-from"]?.text, keyFile: app["key-file"]?.text) }
        }
        self.init(
            kind: kind, owner: node["owner"]?.text, api: node["api"]?.text, tokenVariable: node["token-from"]?.text,
            tokenFile: node["token-file"]?.text, app: app)
        logins = node["logins"]?.texts ?? []
        isWritten = true
    }
}

extension CommitDelivery {
    init(_ node: YAMLNode?) {
        self.init(
            way: node?["via"]?.choice(Way.self), merge: node?["merge"]?.choice(MergeMethod.self),
            checks: node?["checks"]?.texts, signer: node?["signed-by"]?.choice(Signer.self))
    }
}
