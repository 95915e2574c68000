import ReleaseConfig
import ReleaseModel
import Testing

@Suite("Builds by workflows in the configuration")
struct WorkflowBuildConfigurationTests {
    private func components(_ build: String) -> String { "components: { core: { build: { \(build) } } }" }

    @Test("What is written of a workflow is read, and what is not has its usual value")
    func read() throws {
        let found = try configuration(
            """
            components:
              core:
                build:
                  in: workflow
                  workflow: build.yml
                  fallbacks: [ci.yml]
                  repository: acme/builder
                  values: { profile: "release of {component} {version}" }
                  jobs: { required: ["build*"], optional: [docs] }
                  downloads: [dist, { name: "wheels-*", into: wheels }]
                  start-within: 5m
                  look-every: 30s
                  timeout: 2h
                  artifacts: [dist/core]
            """)
        let build = try #require(found.components["core"]?.build)
        var workflow = WorkflowBuildConfiguration(messages: [.workflow("build.yml"), .workflow("ci.yml")])
        workflow.repository = ForgeRepository(owner: "acme", name: "builder")
        workflow.values = ["profile": "release of {component} {version}"]
        workflow.jobs = ExpectedJobs(required: ["build*"], optional: ["docs"])
        workflow.downloads = [
            ArtifactDownload(name: "dist"), ArtifactDownload(name: "wheels-*", folder: "wheels"),
        ]
        workflow.startWithin = 300
        workflow.lookEvery = 30
        #expect(build.workflow == workflow)
        #expect(build.timeout == 7200 && build.run.isEmpty)
        let short = try configuration(components("in: workflow, event: build_core")).components["core"]?.build?.workflow
        #expect(short == WorkflowBuildConfiguration(messages: [.event("build_core")]))
        #expect(short?.downloads == [ArtifactDownload(name: "*")])
    }

    @Test(
        "What does not go together is refused at its place, with what to write",
        arguments: [
            ("artifacts: [a]", "config.build-command", "has no command"),
            ("run: [make], workflow: build.yml", "config.build-workflow", "`workflow` is for a build by a workflow"),
            ("in: workflow", "config.build-workflow", "names neither"),
            ("in: workflow, workflow: a.yml, event: b", "config.build-workflow", "names both"),
            ("in: workflow, workflow: .github/workflows/a.yml", "config.build-workflow", "named by its file alone"),
            ("in: workflow, workflow: a.yml, downloads: [{ name: a, into: ../b }]", "config.path", "../b"),
            ("in: workflow, event: b, fallbacks: [a.yml]", "config.build-workflow", "`fallbacks` are workflows"),
            ("in: workflow, workflow: a.yml, secrets: [TOKEN]", "config.build-command", "`secrets` is for a command"),
            (
                "in: workflow, workflow: a.yml, repository: acme", "config.build-repository",
                "not the name of a repository"
            ),
            (
                "in: workflow, workflow: a.yml, values: { sha: x }", "config.build-values",
                "is sent with every build by itself"
            ),
            ("in: elsewhere, run: [make]", "config.unknown-value", "elsewhere"),
        ])
    func refused(build: String, code: String, words: String) {
        let found = findings(components(build))
        #expect(found.contains { $0.contains(" error \(code) ") && $0.contains(words) }, "\(found)")
    }

    @Test(
        "M4, M5: more inputs or keys than the forge takes are refused",
        arguments: [("workflow: a.yml", 25), ("event: a", 10)])
    func limits(message: String, limit: Int) {
        func values(_ count: Int) -> String {
            (0..<count).map { "v\($0): x" }.joined(separator: ", ")
        }
        let free = limit - WorkflowBuildWork.Name.allCases.count
        #expect(findings(components("in: workflow, \(message), values: { \(values(free)) }")).isEmpty)
        let found = findings(components("in: workflow, \(message), values: { \(values(free + 1)) }"))
        #expect(found.count == 1 && found[0].contains("config.build-values"), "\(found)")
    }
}
