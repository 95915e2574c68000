import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Titles of release pull requests")
struct PullRequestTitleTests {
    private let usual = PullRequestConfiguration().title

    @Test(
        "Scope, component, version and branch are placed by the pattern",
        arguments: [
            (PullRequestConfiguration().title, "core", "1.2.0", "chore(main): release core 1.2.0"),
            (PullRequestConfiguration().title, nil, "1.2.0", "chore(main): release 1.2.0"),
            (PullRequestConfiguration().groupTitle, nil, nil, "chore: release main"),
            ("release: ${component}@${version}", "core", "1.2.0", "release:  core@1.2.0"),
            (PullRequestTitle.groupPattern("apis"), nil, nil, "chore(main): release apis libraries"),
        ] as [(String, String?, String?, String)])
    func written(pattern: String, component: String?, version: String?, text: String) {
        let title = PullRequestTitle(branch: "main", component: component, version: version)
        #expect(title.text(pattern) == text)
    }

    @Test("The space before a component can be omitted")
    func noSpace() {
        let title = PullRequestTitle(branch: "main", component: "core", version: "1.0.0")
        let text = title.text("release ${component}-${version}", componentHasNoSpace: true)
        #expect(text == "release core-1.0.0")
        #expect(
            PullRequestTitle(text, pattern: "release ${component}-${version}", componentHasNoSpace: true)
                == PullRequestTitle(component: "core", version: "1.0.0"))
    }

    @Test(
        "A title made by a pattern is read back by it, even with a forge's number appended",
        arguments: [
            "chore${scope}: release${component} ${version}", "[${branch}] ${component} v${version} (!)",
            "${version}${component}", "a.*+?\\b ${scope} ${component} ${version}",
        ], [nil, "core", "@scope/x"])
    func roundTrip(pattern: String, component: String?) throws {
        let title = PullRequestTitle(branch: "release/1.x", component: component, version: "1.2.0-rc.1")
        for suffix in pattern.hasSuffix("}") ? ["", " (#12)"] : [""] {
            let read = try #require(PullRequestTitle(title.text(pattern) + suffix, pattern: pattern))
            #expect(read.component == component || pattern == "${version}${component}")
            #expect(read.version?.hasPrefix("1.2.0-rc.1") == true)
            #expect(read.branch == "release/1.x" || !pattern.contains("scope") && !pattern.contains("branch"))
        }
    }

    @Test(
        "A title that the pattern can't produce is not read", arguments: ["", "feat: x", "chore(main): release core"])
    func others(text: String) { #expect(PullRequestTitle(text, pattern: usual) == nil) }

    @Test("The content of a value is never treated as a variable")
    func values() {
        let title = PullRequestTitle(branch: "${version}", component: "${branch}", version: "1.0.0")
        #expect(title.text(usual) == "chore(${version}): release ${branch} 1.0.0")
    }

    @Test("Each variable missing from a pattern causes a warning")
    func warnings() {
        #expect(PullRequestTitle.warnings(usual).isEmpty)
        #expect(PullRequestTitle.warnings("release ${version}").count == 2)
        #expect(PullRequestTitle.warnings("release").count == 3)
    }

    @Test("A hostile title is refused quickly")
    func hostile() {
        let text = String(repeating: "(a", count: 2000)
        #expect(PullRequestTitle(text, pattern: "${scope}${component}${branch}${version}!") == nil)
    }
}
