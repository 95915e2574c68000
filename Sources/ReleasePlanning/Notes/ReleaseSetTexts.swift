package import Foundation
package import ReleaseModel

/// A released component with the actual results of its release.
package struct ReleasedComponent: Sendable {
    package var component: PlannedComponent
    /// nil where it has no repository of its own.
    package var commit: CommitID?
    /// The repository's address, without credentials.
    package var address: String?
    package var artifacts: [Artifact]
    /// What was skipped of it, by whom and why; empty where everything ran.
    package var skipped: [String]

    package init(
        component: PlannedComponent, commit: CommitID?, address: String?, artifacts: [Artifact],
        skipped: [String] = []
    ) {
        self.skipped = skipped
        self.component = component
        self.commit = commit
        self.address = address
        self.artifacts = artifacts
    }
}

/// The text of `SHA256SUMS`: `{hex}  {name}`, sorted by name in byte order, a newline at the end of each line.
package func checksums(_ artifacts: [Artifact]) -> String {
    artifacts.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        .map { "\($0.digest)  \($0.name)\n" }.joined()
}

/// The digests that such a text lists, by name; lines that say something else are left out.
package func checksums(in bytes: [UInt8]) -> [String: Digest] {
    var listed: [String: Digest] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        guard let space = line.firstRange(of: "  ") else { continue }
        listed[String(line[space.upperBound...])] = Digest(String(line[..<space.lowerBound]))
    }
    return listed
}

/// The text of `NOTES.md`: components with versions, artifacts with sizes, and how to verify them.
package func releaseNotes(plan: ReleasePlan, released: [ReleasedComponent], artifacts: [Artifact]) -> String {
    let day = plan.createdAt.formatted(.iso8601.year().month().day())
    var text =
        plan.request.channel.map { "# \(plan.workspace) \($0.version)\n\n" }
        ?? "# \(plan.workspace) release of \(day)\n\n"
    text += componentTable(released) + stableFallbacks(of: plan) + changelogs(of: released)
    if !artifacts.isEmpty {
        text += "\n" + artifactTable(artifacts.map { ($0.name, $0.size, $0.digest) })
        text += "\n## Verification\n\n"
        text +=
            "```\ncd artifacts && sha256sum --check ../SHA256SUMS\n```\n\nor, for everything in the set: `slipway verify FOLDER`.\n"
    }
    return withoutControls(text)
}

/// The artifacts of a release with their sizes and sums.
package func artifactTable(_ artifacts: [(name: String, size: Int64, digest: Digest)]) -> String {
    "## Artifacts\n\n| name | bytes | SHA-256 |\n| --- | ---: | --- |\n"
        + artifacts.map { "| `\($0.name)` | \($0.size) | `\($0.digest)` |\n" }.joined()
}

/// The components of a set, and what of them was not proven.
func componentTable(_ released: [ReleasedComponent]) -> String {
    var text = "| component | version | before | tag | commit |\n| --- | --- | --- | --- | --- |\n"
    for one in released {
        let mark = !one.skipped.isEmpty ? " (unverified)" : one.component.unproven == true ? " (unproven)" : ""
        let version = (one.component.nextVersion?.text ?? "") + mark
        let before = one.component.currentVersion?.text ?? "–"
        text +=
            "| \(one.component.name) | \(version) | \(before) | \(one.component.tag?.text ?? "–") | \(one.commit?.short ?? "–") |\n"
    }
    let unverified = released.filter { !$0.skipped.isEmpty }
    if !unverified.isEmpty {
        text += "\n## Unverified\n\nThese steps did not run; someone decided to skip them.\n\n"
        for one in unverified { text += one.skipped.map { "- \(one.component.name): \($0)\n" }.joined() }
    }
    let unproven = released.filter { $0.component.unproven == true }.map(\.component.name.text)
    if !unproven.isEmpty {
        text += "\n## Unproven\n\nNo blocking gate checked these before they became public: "
        text += unproven.joined(separator: ", ") + ".\n"
    }
    return text
}

/// What a channel built from stable releases instead of what it wanted; empty where there is none.
func stableFallbacks(of plan: ReleasePlan) -> String {
    let fallbacks = plan.request.channel?.fallbacks ?? []
    guard !fallbacks.isEmpty else { return "" }
    return "\n## Stable fallback\n\n" + fallbacks.map { "- \($0.sentence)\n" }.joined()
}

/// What changed in each component of a set.
func changelogs(of released: [ReleasedComponent]) -> String {
    var text = ""
    for one in released where !one.component.changelog.isEmpty {
        let entry = one.component.changelog
        let title = entry.hasPrefix("## ") ? "## \(one.component.name) " + entry.dropFirst(3) : entry
        text += "\n" + title
    }
    return text
}

/// What a component's release consists of, for machines; one file for each component of a set.
package struct ComponentManifest: Sendable, Codable {
    package struct Source: Sendable, Codable {
        package var repo: String
        package var tag: String?
        package var commit: String?
        package var url: String?
    }

    package struct Binary: Sendable, Codable {
        package var name: String
        package var hash: String
        package var size: Int64
    }

    package var component: String
    package var version: String
    package var commit: String?
    package var build_date: Date
    package var platform: String
    package var source: Source
    /// The first artifact; all of them are in `binaries`.
    package var binary: Binary?
    package var binaries: [Binary]
    /// What was skipped of it; absent where everything ran.
    package var unverified: [String]?
    /// Whether no blocking gate checked it; absent where one did.
    package var unproven: Bool?
    /// A second build has not been compared.
    package var reproducible: Bool
    package var build_method: String

    package init(_ released: ReleasedComponent, at moment: Date) {
        component = released.component.name.text
        version = released.component.nextVersion?.text ?? ""
        commit = released.commit?.text
        build_date = moment
        #if arch(x86_64)
            platform = "linux-x86_64"
        #elseif arch(arm64)
            platform = "linux-aarch64"
        #else
            platform = "linux"
        #endif
        source = Source(
            repo: released.component.repository.text, tag: released.component.tag?.text, commit: released.commit?.text,
            url: released.address)
        binaries = released.artifacts.map { Binary(name: $0.name, hash: $0.digest.text, size: $0.size) }
        binary = binaries.first
        unverified = released.skipped.isEmpty ? nil : released.skipped
        unproven = released.component.unproven
        reproducible = false
        build_method = "slipway"
    }
}

/// What a set is called: the version that all of it shares, else `set-YYYY-MMDD`.
func setName(_ versions: [Version], at moment: Date) -> String {
    if let first = versions.first, Set(versions.map(\.text)).count == 1 { return first.text }
    return ReleaseDate(moment).text("set-%Y-%m%d")
}

/// The manifest of the entire set. The field with its name is called `{workspace}_release`.
package func integrationManifest(plan: ReleasePlan, released: [ReleasedComponent]) throws -> Data {
    struct Entry: Encodable {
        var version: String
        var tag: String?
        var commit: String?
    }
    struct Package: Encodable {
        var name: String
        var hash: String
        var size: Int64
    }
    struct Verification: Encodable {
        var checksums_file: String
        var instructions: String
    }
    struct Field: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
    struct Manifest: Encodable {
        var plan: ReleasePlan
        var released: [ReleasedComponent]

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Field.self)
            let set = setName(released.compactMap(\.component.nextVersion), at: plan.createdAt)
            try container.encode(set, forKey: Field(plan.workspace + "_release"))
            try container.encode(plan.createdAt, forKey: Field("release_date"))
            // A set is integrated in the repository that has the workspace's name; null without one.
            try container.encode(
                plan.repositories.first { $0.id.text == plan.workspace }?.base?.text,
                forKey: Field("integration_commit"))
            let entries = released.map { one in
                (
                    one.component.name.text,
                    Entry(
                        version: one.component.nextVersion?.text ?? "", tag: one.component.tag?.text,
                        commit: one.commit?.text)
                )
            }
            try container.encode(
                Dictionary(entries, uniquingKeysWith: { first, _ in first }), forKey: Field("components"))
            let packages = released.flatMap(\.artifacts).map {
                Package(name: $0.name, hash: $0.digest.text, size: $0.size)
            }
            try container.encode(packages, forKey: Field("package"))
            try container.encode(
                Verification(
                    checksums_file: "SHA256SUMS", instructions: "cd artifacts && sha256sum --check ../SHA256SUMS"),
                forKey: Field("verification"))
        }
    }
    return try encodeJSON(Manifest(plan: plan, released: released))
}
