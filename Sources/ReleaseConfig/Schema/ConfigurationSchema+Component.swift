import ReleaseModel

extension ConfigurationSchema {
    package var component: ObjectShape { ObjectShape("a component", Self.identityKeys + defaultableKeys) }

    var defaults: ObjectShape { ObjectShape("`defaults`", defaultableKeys) }

    /// The keys that make sense for one component only.
    private static let identityKeys = [
        key("repository", .text(.name), "The repository it is in. Default: where its manifest is found."),
        key("path", .text(.inside), "Its folder in the repository. Default: where its manifest is found."),
        key("package", .text(.name), "The manifest's package name where the component is called otherwise."),
        key("aliases", .list(.text(.name), minimum: 0), "Other names by which requirements, tags or people call it."),
        key("requires", .list(.text(.name), minimum: 0), "Upstreams that no manifest names."),
    ]

    private var defaultableKeys: [ConfigurationKey] {
        Self.usualKeys + [Self.key("publish", .list(.object(publish), minimum: 0), "Where its artifacts go.")]
    }

    private static let usualKeys = [
        key(
            "tag", tag,
            "The tag's form, such as `v{version}` or `{component}-v{version}`. Default: as existing tags."),
        key("tag-kind", choice(TagKind.self), "Whether tags are tag objects. Default: `annotated`."),
        key(
            "ignore-tags", .list(.text(.name), minimum: 0),
            "Tags that are none of its releases: names, or patterns with `*` and `?`."),
        key(
            "release-line", .text(.line),
            "The line of versions that is released from here, such as `1.x` or `1.4.x`: tags above it do not count, and no "
                + "version outside it is chosen. Default: the branch's name, if it is a line."),
        key(
            "order", choice(ReleaseOrder.self),
            "`proven`: built and tested against the upstream's candidate, before anything is published. `published`: only "
                + "against a published upstream. Default: `proven`."),
        key(
            "cascade", choice(CascadePolicy.self),
            "When an upstream's release releases this component too: `always`; `out-of-range`, when the requirement does "
                + "not accept the new version; `never`. Default: `out-of-range`."),
        key(
            "requirement-style", choice(RequirementStyle.self),
            "How its requirements are written when they follow an upstream: `keep` as they were; `exact`, `caret`, "
                + "`tilde` in the ecosystem's own words; or `full`: as they were, with all numbers of the version "
                + "(`0.1` becomes `0.9.9`). Default: `keep`."),
        key(
            "digests", choice(DigestPolicy.self),
            "What happens to a digest beside an upstream's version (`FROM base:1.0@sha256:…`, `newTag` and `digest`) when "
                + "the version moves. `move`: both move, and without the new digest (`--digest`) nothing is planned. `keep`: "
                + "both stay, and the plan says so. Default: `move`."),
        key(
            "locks", choice(LockPolicy.self),
            "What happens when one of its lock files can't be brought in step with its manifests. `refresh`: nothing is "
                + "planned until it is refreshed. `keep`: the lock stays behind, and the plan says so. Default: `refresh`."
        ),
        key(
            "version-files", .list(.text(.inside), minimum: 0),
            "Files beside the manifests that hold the bare version, such as `VERSION`."),
        key(
            "extra-files", .list(.either(.text(.insideRepository), extraFile), minimum: 0),
            "Further files that say the version: a path (its format's `version`, and lines marked `x-slipway-version` or "
                + "`x-release-please-version`), or a mapping that says where it is."),
        key(
            "versioning", .either(choice(VersioningConfiguration.Strategy.self), versioning),
            "How the next version follows from the commits: a strategy, or a mapping."),
        key("changelog", .object(changelog), "What its changelog looks like and where it is kept."),
        key(
            "include-paths", .list(.text(.inside), minimum: 0),
            "Further folders and files of the repository whose changes are this component's, seen from its root."),
        key(
            "exclude-paths", .list(.text(.inside), minimum: 0),
            "Folders and files of the repository whose changes are not this component's, seen from its root. A commit is "
                + "left out only if all that it changes in the component is excluded."),
        key("ignore", .boolean, "Whether it is left out of the workspace."),
        key(
            "gates", .list(.object(gate), minimum: 0),
            "What is checked before anything is published, in this order. A component's list replaces that of `defaults`."
        ),
        key(
            "unproven", choice(UnprovenPolicy.self),
            "What becomes of a release that no blocking gate checks: `allow`, and plan, run and notes say that it is "
                + "unproven; `refuse`. Default: `allow`."),
        key("build", .object(build), "How its artifacts are made."),
    ]

    static let extraFile = ObjectShape(
        "an extra file",
        [
            key(
                "type", choice(ExtraFileConfiguration.Kind.self),
                "How the version is found: `generic` by markers; `json`, `toml` and `yaml` by `jsonpath`; `xml` by `xpath`; "
                    + "`pom` as a Maven project's own. Default: `automatic`, by the file's name."),
            key("path", .text(.insideRepository), "The file.", isRequired: true),
            key("jsonpath", .text(.name), "Where the version is. Default: `$.version`."),
            key("xpath", .text(.name), "Where the version is. Default: `/*/version`."),
            key(
                "pattern", .text(.name),
                "The text around the version, with `{version}` for it: `__version__ = \"{version}\"`. `{major}`, `{minor}` and "
                    + "`{patch}` stand for one number. Every place that it fits is edited."),
            key("glob", .boolean, "Whether `path` is a pattern with `*`, `?` and `**`. Default: false."),
        ])

    static let gate = ObjectShape(
        "a gate",
        [
            key(
                "name", .text(.stepName), "The gate's name; unique in its component, and without `/`, `[` and `]`.",
                isRequired: true),
            key(
                "run", .command, "The command, as an argument array; `{axis}` stands for a matrix value.",
                isRequired: true),
            key("blocking", .boolean, "Whether a failure stops the release. Default: true."),
            key(
                "matrix", .map(.list(.argument, minimum: 1), keys: .variable),
                "Values by axis; the gate runs once for each combination."),
            key(
                "tests", choice(GateConfiguration.Tests.self),
                "`detect`: a known test runner's count must not be zero. `required`: a count must be shown. `none`: this "
                    + "is not a test run. Default: `detect`."),
            key("environment", .map(.argument, keys: .variable), "Environment variables."),
            key("secrets", variables, "Environment variables that are handed on, and masked in every output."),
            key("folder", .text(.relative), "The working folder, relative to the component's."),
            key("timeout", .duration, "How long it may take: `90`, `90s`, `10m`, `1h`."),
        ])

    static let build = ObjectShape(
        "`build`",
        [
            key("run", .command, "The command, as an argument array. With `in: workflow`: for `--build-here`."),
            key(
                "in", choice(BuildPlace.self),
                "`here`: on the machine that performs the release. `workflow`: in the forge's own CI. Default: `here`."),
            key(
                "workflow", .text(.name),
                "With `in: workflow`: the file name of a workflow with `workflow_dispatch`, which is started at the default "
                    + "branch."),
            key(
                "fallbacks", .list(.text(.name), minimum: 1),
                "Workflows of which the first that can be started is, where `workflow` is not there or can't be."),
            key(
                "event", .text(.name),
                "Instead of a workflow: the type of an event (`repository_dispatch`) for which a workflow listens."),
            key(
                "repository", .text(.name),
                "`OWNER/NAME` of the repository that has the workflow. Default: the component's own."),
            key(
                "values", .map(.text(.template(workflowValues, requires: [])), keys: .name),
                "Further inputs of the workflow or keys of the event's payload, beside "
                    + WorkflowBuildWork.Name.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + "."),
            key("jobs", .object(expectedJobs), "Which jobs of the run must succeed. Default: all."),
            key(
                "downloads", .list(.either(.text(.name), download), minimum: 0),
                "The artifacts that are taken from the run: names, with `*` for any characters. Default: all, into the "
                    + "component's folder."),
            key("start-within", .duration, "How long the run may wait for a runner. Default: `30m`."),
            key(
                "look-every", .duration,
                "How often the run is looked at at first; less often as it goes on, and at once where a served webhook or a "
                    + "callback names it. Default: `10s`."),
            key(
                "artifacts", .list(.either(.text(.pathTemplate(artifactFields)), artifact), minimum: 0),
                "The files it makes, relative to the component's folder; `*` stands for any characters of a name."),
            key("environment", .map(.argument, keys: .variable), "Environment variables."),
            key("secrets", variables, "Environment variables that are handed on, and masked in every output."),
            key("folder", .text(.relative), "The working folder, relative to the component's."),
            key(
                "timeout", .duration,
                "How long it may take: `90`, `90s`, `10m`, `1h`. Default: no limit here, `1h` in a workflow."),
            key("clean", .command, "The command that removes earlier results."),
            key("profiles", .map(.list(.argument, minimum: 0), keys: .name), "Further arguments, by profile."),
            key("variants", .map(.list(.argument, minimum: 0), keys: .name), "Further arguments, by variant."),
            key(
                "tree", .choice(["work", "publish"]),
                "`work`: in the work tree. `publish`: in a copy whose path requirements are registry requirements. "
                    + "Default: `work`."),
        ], needsOneOf: ["run", "in"])

    private static let workflowValues =
        FollowUpConfiguration.componentFields + FollowUpConfiguration.runFields

    static let expectedJobs = ObjectShape(
        "`jobs`",
        [
            key(
                "required", .list(.text(.name), minimum: 1),
                "Names, with `*` for any characters; each must fit a job that succeeded."),
            key(
                "optional", .list(.text(.name), minimum: 1),
                "Names, with `*` for any characters, of jobs that may fail or be skipped."),
        ])

    static let download = ObjectShape(
        "a download",
        [
            key("name", .text(.name), "The artifact's name, with `*` for any characters.", isRequired: true),
            key("into", .text(.inside), "The folder for its files, relative to the component's. Default: `.`."),
        ])

    static let artifact = ObjectShape(
        "an artifact",
        [
            key(
                "path", .text(.pathTemplate(artifactFields)), "The file, relative to the component's folder.",
                isRequired: true),
            key(
                "name", .text(.pathTemplate(artifactFields + ["artifact"])),
                "Its name in the release set; `{artifact}` is the file's own. Default: `{repo}-{artifact}`; a wheel keeps its "
                    + "name."),
            key("optional", .boolean, "Whether it may be missing. Default: false."),
        ])

    var publish: ObjectShape {
        var keys = [
            Self.key(
                "to", .choice(publications.map(\.kind.text)),
                (["The kind of target."] + publications.map(\.summary)).joined(separator: " "), isRequired: true),
            Self.key("tests", .boolean, "Whether test releases go there too. Default: false."),
        ]
        for key in publications.flatMap(\.keys) where !keys.contains(where: { $0.name == key.name }) {
            // A key that several kinds have says of each what it is there.
            let summaries = publications.compactMap { $0.key(key.name)?.summary }
            keys.append(Self.key(key.name, key.value.shape, summaries.joined(separator: " ")))
        }
        return ObjectShape("a publication", keys)
    }
}

extension PublicationKey.Value {
    fileprivate var shape: ValueShape {
        switch self {
        case .address: .text(.address)
        case .path: .text(.anywhere)
        case .secret: .text(.variable)
        case .text: .text(.name)
        case .template(let fields): .text(.template(fields, requires: []))
        case .choice(let values): .choice(values)
        case .duration: .duration
        case .list: .list(.text(.name), minimum: 1)
        }
    }
}
