import ReleaseModel

/// The keys of `release-please-config.json`, as release-please 17.11 reads them
/// ([manifest](https://github.com/googleapis/release-please/blob/main/docs/manifest-releaser.md)).
///
/// More than its published schema allows: what the program takes is taken here.
package enum ReleasePleaseKeys {
    /// Every key of the top level and of packages, and every plugin, sorted.
    package static let names: [String] = (Array(top(releaseTypes: []).keys.keys) + Array(plugins.keys)).sorted()

    /// - Parameter releaseTypes: The names that `release-type` may have.
    static func top(releaseTypes: [String]) -> ReleasePleaseObject {
        let keys = shared(releaseTypes: releaseTypes).merging(topOnly) { _, top in top }
        return ReleasePleaseObject("the configuration", keys, required: ["packages"])
    }

    static func package(releaseTypes: [String]) -> ReleasePleaseObject {
        ReleasePleaseObject("a package", shared(releaseTypes: releaseTypes))
    }

    /// What has a meaning at the top level alone.
    static let topOnly: [String: ReleasePleaseShape] = [
        "$schema": .text, "packages": .packages, "bootstrap-sha": .text, "last-release-sha": .text,
        "plugins": .list(.plugin), "always-link-local": .boolean, "signoff": .text,
        "group-pull-request-title-pattern": .text, "release-search-depth": .count, "commit-search-depth": .count,
        "commit-batch-size": .count, "sequential-calls": .boolean, "label": .labels, "release-label": .labels,
    ]

    /// What a package may say, and the top level for all of them.
    private static func shared(releaseTypes: [String]) -> [String: ReleasePleaseShape] {
        var keys = plain
        keys["release-type"] = .name(of: "release type", releaseTypes)
        return keys
    }

    private static let plain: [String: ReleasePleaseShape] = [
        "versioning": .name(of: "versioning strategy", strategies), "bump-minor-pre-major": .boolean,
        "bump-patch-for-minor-pre-major": .boolean, "prerelease": .boolean, "prerelease-type": .text,
        "release-as": .version, "initial-version": .version, "skip-github-release": .boolean,
        "skip-changelog": .boolean, "draft": .boolean, "force-tag-creation": .boolean, "draft-pull-request": .boolean,
        "changelog-sections": .list(.object(section)),
        "changelog-type": .name(of: "changelog type", ChangelogConfiguration.Kind.allCases.map(\.rawValue)),
        "changelog-host": .text, "changelog-path": .path, "date-format": .text, "include-commit-authors": .boolean,
        "include-component-in-tag": .boolean, "include-v-in-tag": .boolean, "include-v-in-release-name": .boolean,
        "tag-separator": .text, "separate-pull-requests": .boolean, "always-update": .boolean,
        "pull-request-title-pattern": .text, "pull-request-header": .text, "pull-request-footer": .text,
        "component-no-space": .boolean, "extra-label": .labels, "snapshot-label": .labels, "skip-snapshot": .boolean,
        "exclude-paths": .texts, "extra-files": .list(.extraFile), "version-file": .path, "package-name": .text,
        "component": .text,
    ]

    static let strategies = [
        "default", "always-bump-patch", "always-bump-minor", "always-bump-major", "service-pack", "prerelease",
    ]

    private static let section = ReleasePleaseObject(
        "a changelog section", ["type": .text, "scope": .text, "section": .text, "hidden": .boolean],
        required: ["type"],
        isSelecting: true)

    static let extraFile = ReleasePleaseObject(
        "an extra file",
        [
            "type": .name(of: "type of extra file", ["generic", "json", "toml", "yaml", "xml", "pom"]), "path": .path,
            "jsonpath": .text, "xpath": .text, "glob": .boolean,
        ], required: ["type", "path"], isSelecting: true)

    /// The plugins with their options, by name.
    static let plugins: [String: ReleasePleaseObject] = [
        "node-workspace": workspacePlugin("node-workspace"),
        "cargo-workspace": workspacePlugin("cargo-workspace"),
        "maven-workspace": workspacePlugin("maven-workspace"),
        "linked-versions": ReleasePleaseObject(
            "`linked-versions`",
            [
                "type": .text, "groupName": .text, "group-name": .text, "components": .texts, "merge": .boolean,
                "specialWords": .texts,
            ], required: ["groupName", "components"]),
        "sentence-case": ReleasePleaseObject("`sentence-case`", ["type": .text, "specialWords": .texts]),
        "group-priority": ReleasePleaseObject(
            "`group-priority`", ["type": .text, "groups": .texts], required: ["groups"]),
    ]

    private static func workspacePlugin(_ name: String) -> ReleasePleaseObject {
        ReleasePleaseObject(
            "`\(name)`",
            [
                "type": .text, "merge": .boolean, "updateAllPackages": .boolean, "considerAllArtifacts": .boolean,
                "updatePeerDependencies": .boolean, "alwaysLinkLocal": .boolean,
            ])
    }

    /// What to write for keys that are often met and mean nothing in this file.
    static let advice = [
        "versioning-strategy": "Write `versioning`.",
        "changelog-types": "Write `changelog-sections`.",
        "monorepo-tags": "Write `include-component-in-tag`, and remove it: only old command lines had it.",
        "skip-github-pull-request": "Remove it: it is an option of the action, not of this file.",
        "target-branch": "Remove it: it is an option of the action, not of this file.",
        "config-file": "Remove it: it is an option of the action, not of this file.",
        "manifest-file": "Remove it: it is an option of the action, not of this file.",
    ]
}
