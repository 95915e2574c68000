package import ReleaseModel

/// The keys of `slipway.yaml`: the one table that validation, JSON Schema and reference are made from.
package struct ConfigurationSchema: Sendable {
    /// The kinds of targets that `publish` can name.
    let publications: [PublicationShape]

    package init(publications: [PublicationShape]) { self.publications = publications }

    package var root: ObjectShape { Self.root(component: component, defaults: defaults, publish: publish) }

    private static func root(component: ObjectShape, defaults: ObjectShape, publish: ObjectShape) -> ObjectShape {
        ObjectShape(
            "the configuration",
            [
                key("version", .constant(1), "The format's version; always 1, and may be left out."),
                key("workspace", .text(.name), "The workspace's name. Default: its folder's name."),
                key("forge", .object(forge), "Where the repositories live."),
                key(
                    "repositories", .map(.object(repository), keys: .name),
                    "Repositories that differ from what is found, by name."),
                key(
                    "components", .map(.object(component), keys: .name),
                    "Components that differ from the defaults, by name. Components, versions and edges are derived from the "
                        + "manifests; an entry only adds to that."),
                key("defaults", .object(defaults), "What holds for every component that does not say otherwise."),
                key("groups", .map(.object(group), keys: .name), "Components whose versions belong together, by name."),
                key("cascade", choice(CascadePolicy.self), "Short for `cascade` in `defaults`."),
                key("edges", .list(.object(edge), minimum: 0), "Cascade policies of single edges."),
                key(
                    "scope", .either(.choice(["graph"]), scope),
                    "What a change reaches: `graph`, the component and everything downstream; or a chain."),
                key("commits", .object(commits), "How release commits are made."),
                key("tag", tag, "Short for `tag` in `defaults`."),
                key("tag-kind", choice(TagKind.self), "Short for `tag-kind` in `defaults`."),
                key("ignore-tags", .list(.text(.name), minimum: 0), "Short for `ignore-tags` in `defaults`."),
                key(
                    "ignore-paths", .list(.text(.inside), minimum: 0),
                    "Folders and files of the repositories in which no manifest is looked for, as paths or patterns with `*`, "
                        + "`?` and `**`: templates, material of tests."),
                key("parallelism", .count, "How many steps run at once. Default: as many as there are cores."),
                key(
                    "people", .map(.list(.text(.name), minimum: 0), keys: .name),
                    "Who has which roles: the names that people have on the machine they work on, with a list of roles each."
                ),
                key(
                    "approvals", .list(.object(approval), minimum: 0),
                    "Who has to approve before anything becomes public."),
                key(
                    "retries", .object(retries),
                    "How often and when a step that failed temporarily is retried."),
                key(
                    "systems", .map(.object(system), keys: .name),
                    "Release systems beside Slipway, by name; `slipway` is Slipway itself. What each may do is said by "
                        + "`slipway system set`."),
                key("secrets", variables, "Environment variables whose values are masked everywhere."),
                key(
                    "commands", .object(commands),
                    "What builds, gates and other configured commands see of the environment that Slipway was started in."
                ),
                key(
                    "store", .object(store),
                    "Where runs and their journals are kept; the variable `SLIPWAY_STORE` goes before it. Default: the file "
                        + "`.slipway/state.db`."),
                key("engine", .object(engine), "What holds for `slipway engine`."),
                key(
                    "set", choice(WorkspaceConfiguration.SetContent.self),
                    "Which artifacts a release set holds: of the `released` components, or of `all`, with the others reused "
                        + "from earlier sets."),
                key(
                    "unified-release", .object(unifiedRelease),
                    "One release of the forge, in one repository, of everything that is released, with the artifacts of all "
                        + "as assets. It is made when every component is published."),
                key(
                    "follow-ups", .list(.object(followUp), minimum: 1),
                    "Events that are sent to other repositories when a release is complete, and workflows that are started "
                        + "there."),
                key(
                    "triggers", .list(.object(trigger), minimum: 0),
                    "What starts a release where `slipway serve` serves the workspace. Without it, nothing does."),
                key(
                    "channels", .map(.object(channel(publish: publish)), keys: .stepName),
                    "Streams of builds beside the releases, such as nightly builds, by name. `slipway channel make NAME` "
                        + "makes a build."),
                key(
                    "compatibility", choice(Compatibility.self),
                    "`strict`: faults of release-please that change a result are fixed. `compat`: they are reproduced. "
                        + "Default: `strict`."),
                key("pull-request", .object(pullRequest), "What release pull requests are called and say."),
                key(
                    "change-files", .text(.inside),
                    "The folder of change files, in each repository. Default: only commits say what changed."),
                key(
                    "bootstrap-commit", .text(.commit),
                    "Where the first search for commits stops, of a component that was never released."),
                key("last-release-commit", .text(.commit), "Where every search for commits stops."),
                key(
                    "commit-search-depth", .count,
                    "How many commits are looked at, newest first. Default: all since the last release."),
            ], allowsExtensions: true)
    }

    static let approval = ObjectShape(
        "an approval",
        [
            key(
                "name", .text(.stepName),
                "What it is called, without `/`, `[` and `]`; its steps are `approval:{name}/{part}`.",
                isRequired: true),
            key("roles", .list(.text(.name), minimum: 1), "People with any of these roles count.", isRequired: true),
            key("quorum", .count, "How many different people it takes. Default: 1."),
            key(
                "passed-on-by", .list(.text(.name), minimum: 1),
                "Who may approve on behalf of others, such as a bot. Default: no one."),
            key("expires", .duration, "How long an approval counts: `24h`. Default: forever."),
            key(
                "components", .list(.text(.name), minimum: 1),
                "Only releases with one of these need it. Default: every release."),
        ])

    static let system = ObjectShape(
        "a system",
        [
            key(
                "comparisons", .number(from: 0),
                "How many comparisons in a row without a difference it needs before it may be primary; `0`: none. "
                    + "Default: 5."),
            key(
                "run", .command,
                "The command that asks it to do a release when ours failed; it gets `SLIPWAY_RUN`, `SLIPWAY_REASON` and "
                    + "`SLIPWAY_VERSIONS` in its environment. Exit status 0 means that it accepts."),
            key("timeout", .duration, "How long that command may take. Default: `60s`."),
        ])

    static let retries = ObjectShape(
        "`retries`",
        [
            key("attempts", .count, "How many in a row, the first included. Default: 8."),
            key("wait", .duration, "Before the second; doubled before each further one. Default: `1s`."),
            key("longest-wait", .duration, "No wait is longer, unless the other side asks for it. Default: `2m`."),
        ])

    static let forge = ObjectShape(
        "`forge`",
        [
            key(
                "kind", choice(ForgeConfiguration.Kind.self),
                "The kind of forge: `git` is plain git without one; `github` is github.com, Enterprise Cloud or Enterprise "
                    + "Server.", isRequired: true),
            key("root", .text(.anywhere), "The folder that holds the clones, relative to the workspace's folder."),
        ] + atForge)

    /// How a forge is asked.
    private static let atForge = [
        key(
            "owner", .text(.name),
            "The user or organization whose repositories they are. Default: as the address of each remote says."),
        key(
            "api", .text(.address),
            "The address of the REST interface. Default: that of the host that the remotes name: `https://api.github.com`, "
                + "`https://HOST/api/v3`."),
        key(
            "token-from", .text(.variable),
            "The environment variable that holds a token. Default: `GITHUB_TOKEN` or `GH_TOKEN`, else what "
                + "`gh auth token` prints."),
        key("token-file", .text(.anywhere), "A file that holds a token; it is read again when the token is rejected."),
        key("app", .object(app), "A GitHub App to ask as, instead of with a token."),
        key(
            "logins", .list(.text(.name), minimum: 1),
            "The logins under which Slipway acts there, such as `release-bot` or `my-app[bot]`: what they push, tag and release "
                + "starts nothing (`triggers`)."),
    ]

    private static let app = ObjectShape(
        "`app`",
        [
            key("id", .argument, "The app's id or client id.", isRequired: true),
            key("key-from", .text(.variable), "The environment variable that holds its private key, in PEM."),
            key("key-file", .text(.anywhere), "The file that holds its private key, in PEM."),
        ])

    private static let repositoryForge = ObjectShape(
        "`forge` of a repository",
        [key("kind", choice(ForgeConfiguration.Kind.self), "The kind of forge.", isRequired: true)] + atForge)

    static let repository = ObjectShape(
        "a repository",
        [
            key("path", .text(.anywhere), "The clone's folder, relative to the workspace's. Default: `{root}/{name}`."),
            key("remote", .text(.name), "The git remote that is pushed to. Default: `origin`, or the only one."),
            key("branch", .text(.name), "The branch that is released. Default: the one that is checked out."),
            key(
                "name", .text(.name),
                "What it is called at the forge: `owner/name`, or `name`. Default: as the remote's address says."),
            key("forge", .object(repositoryForge), "Its own forge. Default: the workspace's."),
            key(
                "commits", .object(ObjectShape("`commits` of a repository", delivery)),
                "How its release commits reach the branch. Default: as the workspace's."),
        ])

    static let group = ObjectShape(
        "a group",
        [
            key(
                "components", .list(.text(.name), minimum: 1), "Its members; `'*'` stands for every component.",
                isRequired: true),
            key(
                "versions", choice(GroupConfiguration.Versions.self),
                "`linked`: members released together take the highest version among them. `fixed`: all members are "
                    + "released together with one version.", isRequired: true),
        ])

    static let edge = ObjectShape(
        "an edge",
        [
            key("from", .text(.name), "The downstream: the component that requires.", isRequired: true),
            key("to", .text(.name), "The upstream: the component that is required.", isRequired: true),
            key(
                "policy", choice(CascadePolicy.self), "When the upstream's release reaches the downstream.",
                isRequired: true),
        ])

    static let store = ObjectShape(
        "`store`",
        [
            key(
                "postgresql", .text(.connectionString),
                "The database that several engines share: `host=db.example.org dbname=releases user=slipway`, or "
                    + "`postgresql://…`. A password belongs in `PGPASSWORD`, `~/.pgpass` or a service file, never here.",
                isRequired: true)
        ])

    static let engine = ObjectShape(
        "`engine`",
        [
            key(
                "store-outage", .duration,
                "How long it waits for a store that does not answer, before it ends. Default: `1h`.",
                isRequired: true)
        ])

    static let commands = ObjectShape(
        "`commands`",
        [
            key(
                "environment", .list(.text(.variablePattern), minimum: 0),
                "Further variables that commands see: names, or beginnings of names with a `*` at the end. `slipway config` "
                    + "shows the usual ones, and what is withheld. Never seen: secrets that a build or gate does not name, "
                    + "and where the store's password is found."),
            key(
                "run-as", .text(.name),
                "The user whom builds and gates of candidates run as, so that they can't read what is Slipway's. Only root "
                    + "can do that. Default: the user who runs Slipway."),
        ])

    static let scope = ObjectShape(
        "`scope`",
        [
            key(
                "chain", .list(.text(.name), minimum: 1),
                "A change reaches the component and everything after it in this list.", isRequired: true)
        ])

    static let commits = ObjectShape(
        "`commits`",
        [
            key(
                "message", .text(.template(commitFields, requires: [])),
                "`release`, `dependencies`, or a template with "
                    + commitFields.map { "`{\($0)}`" }.joined(separator: ", ") + ". Default: `release`."),
            key("name", .text(.name), "The author's and committer's name."),
            key("mail", .text(.name), "The author's and committer's mail address."),
        ] + delivery)

    private static let delivery = [
        key(
            "via", choice(CommitDelivery.Way.self),
            "How release commits reach their branch: by a push, or by a pull request whose merge the run waits for, however "
                + "long that takes. Default: `push`."),
        key(
            "merge", choice(MergeMethod.self),
            "Slipway merges the pull request like this as soon as its checks have passed. Default: a person merges it."),
        key(
            "checks", .list(.text(.name), minimum: 1),
            "Checks that must have succeeded before Slipway merges, beside those that the forge requires."),
        key(
            "signed-by", choice(CommitDelivery.Signer.self),
            "Who signs release commits: git, where `commit.gpgSign` is set, or the forge, which then makes them. Default: "
                + "`git`."),
    ]

    static let commitFields = ["component", "version", "updates", "upstream", "upstreamVersion"]
    static let tagFields = ["component", "version"]
    static let artifactFields = ["component", "repo", "version"]

    static let tag = ValueShape.text(.template(tagFields, requires: ["version"]))
    static let variables = ValueShape.list(.text(.variable), minimum: 0)

    static func key(_ name: String, _ shape: ValueShape, _ summary: String, isRequired: Bool = false)
        -> ConfigurationKey
    {
        ConfigurationKey(name, shape, summary, isRequired: isRequired)
    }

    static func choice<Kind: RawRepresentable<String> & CaseIterable>(_ kind: Kind.Type) -> ValueShape {
        .choice(kind.allCases.map(\.rawValue))
    }
}
