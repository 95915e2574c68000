import ReleasePlanning
import Testing

@Suite("Names of release branches")
struct ReleaseBranchNameTests {
    @Test(
        "Each form is read: current, older and oldest",
        arguments: [
            ("release-please--branches--main", "main", .all, nil),
            ("release-please--branches--1.x--components--core", "1.x", .component("core"), nil),
            ("release-please--branches--a/b--groups--my-group", "a/b", .group("my-group"), nil),
            ("release-please/branches/main", "main", .all, nil),
            ("release-please/branches/main/components/core", "main", .component("core"), nil),
            ("release-storage-v1.2.3", nil, .component("storage"), "1.2.3"),
            ("release-v1.2.3-rc.1", nil, .all, "1.2.3-rc.1"),
        ] as [(String, String?, ReleaseBranchName.Scope, String?)])
    func read(text: String, target: String?, scope: ReleaseBranchName.Scope, version: String?) throws {
        let name = try #require(ReleaseBranchName(text))
        #expect(name.target == target)
        #expect(name.scope == scope)
        #expect(name.version == version)
    }

    @Test(
        "Other branches are not release branches",
        arguments: ["", "main", "release-please--branches--", "release-please/branches/", "release-1.x", "release-vx"])
    func others(text: String) { #expect(ReleaseBranchName(text) == nil) }

    @Test(
        "A written name is read back unchanged",
        arguments: ["main", "release/1.x", "a--b", "ü", "1"], ["", "core", "@scope/x", "a--b", "b-v1"])
    func roundTrip(target: String, name: String) {
        for scope in [ReleaseBranchName.Scope.all, .component(name), .group(name.isEmpty ? "g" : name)] {
            let branch = ReleaseBranchName(target: target, scope: scope)
            #expect(ReleaseBranchName(branch.text) == branch)
        }
    }

    @Test("A group's name is escaped so that no part of it is mistaken for a separator")
    func groups() {
        let branch = ReleaseBranchName(target: "main", scope: .group("my -- great/group"))
        #expect(branch.text == "release-please--branches--main--groups--my-great-group")
    }
}
