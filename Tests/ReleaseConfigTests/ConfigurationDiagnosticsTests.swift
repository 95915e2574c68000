import ReleaseConfig
import ReleaseModel
import Testing

@Suite("Errors in a configuration")
struct ConfigurationDiagnosticsTests {
    @Test(
        "A problem is reported with location, code, reason and fix",
        arguments: [
            (
                "compnents: {}",
                "1:1 error config.unknown-key The key `compnents` is not known in the configuration. → Did you mean `components`?"
            ),
            (
                "gates: []",
                "1:1 error config.unknown-key The key `gates` is not allowed at the top level. → Put `gates` under `defaults`, or under a component in `components`."
            ),
            (
                "defaults: { tag_kind: annotated }",
                "1:13 error config.unknown-key The key `tag_kind` is not known in `defaults`. → Did you mean `tag-kind`?"
            ),
            (
                "defaults: { path: x }",
                "1:13 error config.unknown-key The key `path` is not known in `defaults`. → Known keys: `tag`, `tag-kind`, `ignore-tags`, `release-line`, `order`, `cascade`, `requirement-style`, `digests`, `locks`, `version-files`, `extra-files`, `versioning`, `changelog`, `include-paths`, `exclude-paths`, `ignore`, `gates`, `unproven`, `build`, `publish`."
            ),
            ("version: 2", "1:10 error config.version Only the format's version 1 is known. → Write `1`."),
            (
                "forge: { kind: bitbucket }",
                "1:16 error config.unknown-value `bitbucket` is not known here; supported: `git`, `github`. → Write one of `git`, `github`."
            ),
            (
                "forge: {}",
                "1:8 error config.missing-key The key `kind` is missing in `forge`. → Add `kind: git`: the kind of forge: `git` is plain git without one; `github` is github.com, Enterprise Cloud or Enterprise Server."
            ),
            (
                "parallelism: many",
                "1:14 error config.wrong-type Expected a whole number here, found a string. → Write a whole number."
            ),
            ("parallelism: 0", "1:14 error config.number `0` is too small; the least is 1."),
            ("secrets: TOKEN", "1:10 error config.wrong-type Expected a list here, found a string. → Write `[TOKEN]`."),
            ("secrets: [a-b]", "1:11 error config.variable `a-b` is not a name of letters, digits and `_`."),
            (
                "workspace: true",
                "1:12 error config.wrong-type Expected a string here, found `true`, which is true or false. → Quote it if it is meant as a string: `'true'`."
            ),
            ("workspace: ''", "1:12 error config.text This text must not be empty, nor contain a null character."),
            (
                "cascade: alwys",
                "1:10 error config.unknown-value `alwys` is not known here; supported: `always`, `out-of-range`, `never`. → Did you mean `always`?"
            ),
            (
                "scope: chain",
                "1:8 error config.unknown-value `chain` is not known here; supported: `graph`. → Write `graph`."
            ),
            (
                "tag: v{vesion}",
                "1:6 error config.template The field `{vesion}` is not known here. → Did you mean `{version}`?"
            ),
            (
                "tag: v1",
                "1:6 error config.template The field `{version}` is missing in this template. → Add it, as in `v1{version}`."
            ),
            (
                "tag: 'v{version'",
                "1:6 error config.template A `{` in this template belongs to no `{field}`. → Write the field as `{component}`."
            ),
            (
                "commits: { message: '{what}' }",
                "1:21 error config.template The field `{what}` is not known here. → Known fields: `{component}`, `{version}`, `{updates}`, `{upstream}`, `{upstreamVersion}`."
            ),
            (
                "commits: { message: relase }",
                "1:21 error config.unknown-value `relase` is neither a named form nor a template. → Did you mean `release`?"
            ),
            (
                "commits: { mail: '<a@b>' }",
                "1:18 error config.author A name or mail address can't contain `<`, `>` or a line break."
            ),
            (
                "commits: { merge: squash }",
                "1:12 error config.no-pull-request `merge` is about pull requests, and release commits are pushed here. → Add `via: pull-request`, or remove it."
            ),
            (
                "commits: { via: pull-request, checks: [ci] }",
                "1:31 error config.checks-of-nothing Slipway waits for `checks` before it merges, and here a person merges. → Add `merge: squash`, or remove it: the forge's own rules bind people."
            ),
            (
                "triggers: [{ on: workflow }]",
                "1:18 error config.incomplete-trigger A trigger for `workflow` needs `workflow`. → Add it, for example: workflow: ci.yml"
            ),
            (
                "triggers: [{ on: tag, cron: '0 2 * * *' }]",
                "1:23 error config.misplaced-key `cron` says nothing of a trigger for `tag`. → Remove it."
            ),
            (
                "triggers: [{ on: schedule, cron: '0 25 * * *' }]",
                "1:34 error config.schedule '25' is not an hour (0–23, with `*`, `-`, `,` and `/`). → Write it as in crontab: '0 2 * * *'."
            ),
            (
                "triggers: [{ on: schedule, cron: '0 2 * * *', time-zone: Mars/North }]",
                "1:58 error config.time-zone There is no time zone `Mars/North`. → Write a name of the time zone database, such as Europe/Berlin, or UTC."
            ),
            (
                "triggers: [{ on: push, start: downstream }]",
                "1:18 error config.trigger-downstream `downstream` needs an event that names a release: `tag` or `release`. → Write `start: release` here, or another event."
            ),
            (
                "components: { a: { path: ../b } }",
                "1:26 error config.path The path `../b` leaves the folder it is relative to. → Remove the `..`."
            ),
            (
                "components: { a: { path: /b } }",
                "1:26 error config.path The path `/b` is not relative with `/` as separator. → Write it relative to its folder."
            ),
            (
                "defaults: { version-files: [a/../../V] }",
                "1:29 error config.path The path `a/../../V` leaves the folder it is relative to. → Remove the `..`."
            ),
            (
                "defaults: { build: { run: [a], artifacts: [../x] } }",
                "1:44 error config.path The path `../x` leaves the folder it is relative to. → Remove the `..`."
            ),
            (
                "defaults: { build: { run: make all } }",
                "1:27 error config.command A command is a list of arguments, not shell text. → Write `[bash, -c, 'make all']`, or without a shell `[make, all]`."
            ),
            (
                "defaults: { gates: [ { name: a, run: \"it's | x\" } ] }",
                "1:38 error config.command A command is a list of arguments, not shell text. → Write `[bash, -c, 'it''s | x']`."
            ),
            (
                "defaults: { gates: [ { name: b/test, run: [x] } ] }",
                "1:30 error config.step-name `b/test` can't be a name here: `/`, `[` and `]` separate the parts of a step's id. → Write one such as `b-test`."
            ),
            (
                "defaults: { gates: [ { name: 't[x=1]', run: [x] } ] }",
                "1:30 error config.step-name `t[x=1]` can't be a name here: `/`, `[` and `]` separate the parts of a step's id. → Write one such as `t-x=1-`."
            ),
            (
                "people: { ada: [lead] }\napprovals: [{ name: a/b, roles: [lead] }]",
                "2:21 error config.step-name `a/b` can't be a name here: `/`, `[` and `]` separate the parts of a step's id. → Write one such as `a-b`."
            ),
            ("defaults: { gates: [ { name: a, run: [] } ] }", "1:38 error config.empty This list needs an entry."),
            (
                "defaults: { gates: [ { name: a, run: [a], blocking: yes } ] }",
                "1:53 error config.wrong-type Expected `true` or `false` here, found a string. → Write `true`."
            ),
            (
                "defaults: { gates: [ { name: a, run: [a], timeout: 5 min } ] }",
                "1:52 error config.duration `5 min` is not a duration. → Write seconds, or a whole number with `s`, `m` or `h`: `90s`."
            ),
            (
                "defaults: { gates: [ { name: a, run: [a] }, { name: a, run: [b] } ] }",
                "1:53 error config.duplicate-gate `defaults` already has a gate named `a` in line 1. → Give one of them another name."
            ),
            (
                "defaults: { gates: [ { name: a, run: ['{pyton}'], matrix: { python: [3] } } ] }",
                "1:30 warning config.unknown-axis `{pyton}` in this gate's command names no axis of its matrix. → Did you mean `{python}`?"
            ),
            (
                "defaults: { publish: [ { to: pypi, path: x } ] }",
                "1:30 error config.unknown-value `pypi` is not known here; supported: `folder`, `documentation`, `forge-release`, `python-index`, `image`, `awaited-package`. → Write one of `folder`, `documentation`, `forge-release`, `python-index`, `image`, `awaited-package`."
            ),
            (
                "defaults: { publish: [ { to: forge-release, title: '{name}' } ] }",
                "1:52 error config.template The field `{name}` is not known here. → Known fields: `{component}`, `{version}`, `{tag}`, `{previous}`, `{repository}`, `{date}`."
            ),
            (
                "defaults: { publish: [ { to: forge-release, body: '{changelogs}' } ] }",
                "1:51 error config.template The field `{changelogs}` is not known here. → Did you mean `{changelog}`?"
            ),
            (
                "unified-release: { repository: all, title: '{component}' }",
                "1:44 error config.template The field `{component}` is not known here. → Known fields: `{workspace}`, `{set}`, `{version}`, `{date}`, `{tag}`."
            ),
            (
                "unified-release: { repository: all, body: '{timelin}' }",
                "1:43 error config.template The field `{timelin}` is not known here. → Did you mean `{timeline}`?"
            ),
            (
                "unified-release: { repository: all, rolling: nightly, draft: true }",
                "1:55 error config.rolling-release A rolling release is published as soon as it is complete, under its own tag, and is never the latest: `draft` says nothing of it. → Remove it, or remove `rolling`."
            ),
            (
                "unified-release: { tag: set }",
                "1:18 error config.missing-key The key `repository` is missing in `unified-release`. → Add `repository: NAME`: the repository of the workspace that has it."
            ),
            (
                "defaults: { publish: [ { to: python-index, index: example.org, upload: https://x/ } ] }",
                "1:51 error config.address `example.org` is not an address. → Write one that begins with `https://`."
            ),
            (
                "defaults: { publish: [ { to: python-index, index: https://x/, upload: 'https://a:b@x/' } ] }",
                "1:71 error config.address An address holds no credentials. → Name the variables that hold them: `username-from` and `password-from`."
            ),
            (
                "defaults: { publish: [ { to: python-index, upload: https://x/ } ] }",
                "1:30 error config.missing-key The key `index` is missing for a `python-index`. → Add the key `index`: the address of its simple API, such as `https://packages.example.org/simple/`."
            ),
            (
                "defaults: { publish: [ { to: folder, password-from: TOKEN } ] }",
                "1:38 error config.misplaced-key `password-from` says nothing of a `folder`. → Remove it."
            ),
            (
                "components: [a]",
                "1:13 error config.wrong-type Expected a mapping here, found a list. → Write a mapping."
            ),
            (
                "components: { a: { requires: [a] } }",
                "1:31 error config.self-reference `a` can't require itself. → Remove it."
            ),
            (
                "groups: { g: { components: [a], versions: same } }",
                "1:43 error config.unknown-value `same` is not known here; supported: `linked`, `fixed`. → Write one of `linked`, `fixed`."
            ),
            (
                "groups: { g: { components: [a, a], versions: fixed } }",
                "1:32 warning config.repeated-name `a` is already in the group `g`. → Remove it."
            ),
            (
                "approvals: [{ name: go, roles: [boss] }]",
                "1:21 error config.unreachable-quorum `go` needs 1 person, and no one has one of its roles: boss. → Give the role to 1 person: people: { NAME: [boss] }"
            ),
            (
                "{ approvals: [{ name: go, roles: [boss], quorum: 3 }], people: { anna: [boss] } }",
                "1:50 error config.unreachable-quorum `go` needs 3 people, and only anna has one of its roles: boss. → Give the role to 2 more: people: { NAME: [boss] }; or lower quorum."
            ),
            (
                "scope: { chain: [a, b, a] }",
                "1:24 error config.repeated-name `a` is already in the chain. → Remove it."
            ),
            (
                "edges: [ { from: a, to: a, policy: never } ]",
                "1:10 error config.self-reference An edge needs two different components."
            ),
            (
                "tag: v{version}\ndefaults: { tag: 'v{version}' }",
                "2:18 error config.said-twice `tag` is given twice: at the top, and under `defaults` (line 1). → Keep one of the two."
            ),
            (
                "defaults: { versioning: defualt }",
                "1:25 error config.unknown-value `defualt` is not known here; supported: `default`, `always-bump-patch`, `always-bump-minor`, `always-bump-major`, `service-pack`, `prerelease`, `calver`. → Did you mean `default`?"
            ),
            (
                "defaults: { versioning: calver }",
                "1:25 error config.missing-key The strategy `calver` needs a format. → Write `versioning: { strategy: calver, format: YYYY.0M.MICRO }`."
            ),
            (
                "defaults: { versioning: { strategy: default, format: YYYY.0M } }",
                "1:54 error config.calendar-format Only the strategy `calver` has a format. → Add `strategy: calver`, or remove `format`."
            ),
            (
                "defaults: { versioning: { strategy: calver, format: YYYY.MN.MICRO } }",
                "1:53 error config.calendar-format `MN` is not part of a calendar version. → Did you mean `MM`?"
            ),
            (
                "defaults: { versioning: { strategy: calver, format: MAJOR.MINOR } }",
                "1:53 error config.calendar-format This format has no year. → Begin it with `YYYY`, `YY` or `0Y`: `YYYY.0M.MICRO`."
            ),
            (
                "defaults: { versioning: { strategy: calver, format: YYYY.MM.MM } }",
                "1:53 error config.calendar-format `MM` occurs in this format twice. → Remove one of the two."
            ),
            (
                "defaults: { versioning: { initial-version: one } }",
                "1:44 error config.version-number `one` is not a valid version. → Write one such as `1.2.3`."
            ),
            (
                "defaults: { changelog: { sections: [ { section: Features } ] } }",
                "1:38 error config.missing-key The key `type` is missing in a section. → Add `type: NAME`: the commits' type."
            ),
            (
                "bootstrap-commit: main",
                "1:19 error config.commit `main` is not a commit id. → Write 7 to 64 hexadecimal digits."
            ),
            (
                "change-files: ../changes",
                "1:15 error config.path The path `../changes` leaves the folder it is relative to. → Remove the `..`."
            ),
            (
                "pull-request: { lables: [a] }",
                "1:17 error config.unknown-key The key `lables` is not known in `pull-request`. → Did you mean `labels`?"
            ),
            (
                "a text",
                "1:1 error config.wrong-type Expected a mapping for the configuration here, found a string. → Write a mapping for the configuration."
            ),
            (
                "a: [",
                "1:4 error yaml.unterminated-flow The `[` here is not closed. → Add the closing `]`."
            ),
        ])
    func one(text: String, finding: String) {
        #expect(findings(text) == [finding])
    }

    @Test("All problems are reported, in file order")
    func all() {
        let found = findings(
            """
            workspce: x
            components:
              a:
                pth: x
                gates: [ { name: 1, run: a } ]
              b: 3
            edges: [ { from: a } ]
            """)
        let heads = found.map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
        #expect(
            heads == [
                "1:1 error config.unknown-key", "4:5 error config.unknown-key", "5:30 error config.command",
                "6:6 error config.wrong-type", "7:10 error config.missing-key", "7:10 error config.missing-key",
            ])
    }

    @Test("An error behind an alias is reported once")
    func alias() {
        #expect(
            findings("x-g: &g { name: t, run: t }\ndefaults: { gates: [*g] }\ncomponents: { a: { gates: [*g] } }").count
                == 1)
    }

    @Test("A diagnostic shows its line")
    func excerpt() throws {
        let text = "workspace: x\n  # c\nparallelism: many # cores\n"
        do {
            _ = try readConfiguration(Array(text.utf8), file: "slipway.yaml", publications: shapes)
            Issue.record("was read")
        } catch {
            #expect(error.diagnostics.map(\.excerpt) == ["parallelism: many # cores"])
        }
    }
}
