package import ReleaseModel

/// What the ecosystems' own rules find (`Ecosystem.inspect`), for `slipway explain`.
package let ecosystemFindingKinds: [FindingKind] =
    [
        (
            "crate-name", "An invalid crate name", "Registries take ASCII names that begin with a letter.",
            "Rename the crate."
        ),
        (
            "too-many-keywords", "More than five keywords", "A registry refuses the crate when it is published.",
            "Keep at most five."
        ),
        (
            "keyword", "An invalid keyword", "Keywords are ASCII, at most 20 characters long.",
            "Correct or remove it."
        ),
        (
            "too-many-categories", "More than five categories", "A registry refuses the crate when it is published.",
            "Keep at most five."
        ),
        (
            "category", "An unknown category", "Unknown slugs are dropped or refused when publishing.",
            "Take one of the registry's list."
        ),
        (
            "no-license", "No licence", "A registry refuses a crate without one.",
            "Add license or license-file, or publish = false."
        ),
        ("two-licenses", "Both licence fields", "A registry takes one of the two.", "Keep one."),
        (
            "missing-license-file", "The licence file is not there", "Publishing fails, or leaves it out.",
            "Correct the path."
        ),
        ("no-description", "No description", "A registry refuses a crate without one.", "Add it, or publish = false."),
        ("missing-readme", "The readme is not there", "Publishing fails.", "Correct the path."),
        (
            "path-without-version", "A path requirement without a version", "No registry can resolve a path.",
            "Add a version beside the path."
        ),
        (
            "git-without-version", "A git requirement without a version", "No registry can resolve an address.",
            "Add a version beside it."
        ),
        (
            "missing-member", "A workspace member does not exist", "Cargo refuses the entire workspace.",
            "Remove it from the list, or add it."
        ),
    ].map { FindingKind("cargo." + $0.0, .error, title: $0.1, reason: $0.2, remedy: $0.3) }
    + [
        ("project-name", "A name that no index takes", "Indexes take ASCII names only.", "Rename the project."),
        ("no-version", "No version", "Build backends refuse the project.", "Add version, or list it under dynamic."),
        (
            "static-and-dynamic", "The version is static and dynamic", "Build backends refuse the project.",
            "Remove it from dynamic."
        ),
        (
            "requires-python", "requires-python is not a valid specifier", "Installers can't tell which Python fits.",
            "Write for example >=3.10."
        ),
        ("missing-readme", "The readme is not there", "Building fails.", "Correct the path."),
        ("classifier", "An unknown classifier", "The index refuses the upload.", "Take one of the index's list."),
        (
            "missing-member", "A workspace member does not exist", "uv refuses the entire workspace.",
            "Remove it from the list, or add it."
        ),
    ].map { FindingKind("python." + $0.0, .error, title: $0.1, reason: $0.2, remedy: $0.3) }
    + [
        FindingKind(
            "python.computed-version", .error, title: "A declared version is not found",
            reason: "The file or attribute that the manifest points to holds no version in plain text.",
            remedy: "Write it as project.version, or let the build take it from the tag."),
        FindingKind(
            "python.uncertain-module", .error, title: "A version in one of several modules",
            reason: "Nothing says which modules are built, so whether it is the project's version is unknown.",
            remedy: "Name the modules that are built, or leave the file out: ignore-paths"),
        FindingKind(
            "maven.computed-version", .error, title: "A version in parts can't be followed",
            reason: "A property in it is not defined in the poms, or the parts together make no version.",
            remedy: "Define each property in the pom, or write the version itself."),
        FindingKind(
            "nuget.computed-version", .error, title: "A version in parts can't be followed",
            reason: "A property in it is set outside of the project, or the parts together make no version.",
            remedy: "Write Version as it is, or VersionPrefix and VersionSuffix without it."),
        FindingKind(
            "gradle.computed-version", .error, title: "A version in parts can't be followed",
            reason: "The script computes it of other values, or of a file that says more than the version.",
            remedy:
                "Write the full version in one place: version=1.2.3 in gradle.properties, or declare the place in extra-files."
        ),
        FindingKind(
            "mix.computed-version", .error, title: "A computed version can't be followed",
            reason: "The project computes it, or reads it from a file that says more than the version.",
            remedy: "Write it in mix.exs, or declare the place in extra-files."),
        FindingKind(
            "ruby.computed-version", .error, title: "A computed version can't be followed",
            reason: "The gemspec computes it, or reads it from a file that says more than the version.",
            remedy: "Write it in the gemspec or in lib/…/version.rb, or declare the place in extra-files."),
        FindingKind(
            "pub.missing-member", .error, title: "A workspace member does not exist",
            reason: "Pub refuses the entire workspace.", remedy: "Remove it from the list, or add it."),
        FindingKind(
            "gradle.missing-path", .warning, title: "An included project does not exist",
            reason: "Newer versions of Gradle refuse the build.", remedy: "Remove it from the settings, or add it."),
        FindingKind(
            "npm.name", .error, title: "A name that npm refuses", reason: "The registry takes no such name.",
            remedy: "Rename the package, or mark it as private."),
        FindingKind(
            "npm.binary-lock", .warning, title: "A lock that only Bun can read",
            reason: "Nothing shows whether it fits the manifests of a release.",
            remedy: "Turn it into text, and commit bun.lock: bun install --save-text-lockfile"),
        FindingKind(
            "npm.missing-member", .error, title: "A workspace member is not there",
            reason: "The pattern finds no package.", remedy: "Remove it from the list, or add it."),
        FindingKind(
            "npm.behind-lerna", .error, title: "A package below the version that Lerna keeps for all",
            reason: "In Lerna's fixed mode its next version is not certain, so it can't be released.",
            remedy: "Write Lerna's version into its package.json, or let each package have its own: \"independent\"."),
        FindingKind(
            "npm.unread-lerna", .error, title: "Settings of Lerna that can't be read",
            reason: "They may hold the version of all packages, which has to follow a release.",
            remedy: "Keep version in lerna.json, without comments."),
        FindingKind(
            "maven.missing-member", .error, title: "A module does not exist", reason: "Maven refuses the entire build.",
            remedy: "Remove it from the list, or add it."),
        FindingKind(
            "go.missing-member", .error, title: "A used folder holds no module", reason: "Go refuses the workspace.",
            remedy: "Remove it from the list, or add its go.mod."),
        FindingKind(
            "versions-toml.module-range", .warning, title: "A module does not work with the set",
            reason: "Its range leaves out the set's newest version.", remedy: "Widen its min_version."),
        FindingKind(
            "version-file.lost-link", .error, title: "A version is read through a link to nothing",
            reason: "The symbolic link leads out of the repository, or to no file.",
            remedy: "Let it lead to a file of the repository, or replace it with one."),
        FindingKind(
            "version-file.no-version", .warning, title: "A version file without a version",
            reason: "Its first line is none, so the file is left alone.",
            remedy: "Write the version there, or rename the file."),
        FindingKind(
            "component.no-owner", .warning, title: "A file that belongs to no component",
            reason: "It names images or packages of this workspace, and no release edits it.",
            remedy: "Make its folder a component: components: { NAME: { path: FOLDER } }"),
        FindingKind(
            "component.name-taken", .warning, title: "Two components with one name",
            reason: "The second gets its repository's name before its own.",
            remedy: "Rename one of them, or leave it out: components: { NAME: { ignore: true } }"),
    ]
    + ["cargo", "composer", "go", "helm", "mix", "nuget", "pub", "python", "ruby", "swift"].map { area in
        FindingKind(
            "\(area).missing-path", .error, title: "A folder that a package is taken from has none",
            reason: "Building fails.", remedy: "Correct the path, or add what belongs there.")
    }

/// The kind of a finding's code; codes of the parsers (`toml.duplicate-key`) share one kind.
package func findingKind(of code: String) -> FindingKind? {
    if let kind = (findingKinds + ecosystemFindingKinds).first(where: { $0.code == code }) { return kind }
    guard let area = code.split(separator: ".").first, code.contains("."), parsedAreas.contains(String(area)) else {
        return nil
    }
    return FindingKind(
        code, .error, title: "A file can't be used as it is",
        reason:
            "The message names what is wrong and where: a file that can't be parsed, or a value that is not allowed there.",
        remedy:
            "Correct the file at that place, as the message says. In folders for tests and templates it is only a note."
    )
}

/// Parsers and readers, whose codes say what is wrong with a file's text.
private let parsedAreas: Set<String> = Set(
    ["toml", "yaml", "json", "xml", "config", "manifest", "extra-file", "change-file", "release-please", "component"]
        + allEcosystems.map(\.name.text))
