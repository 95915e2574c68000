import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// The files that a forge release gets: artifacts and their checksums.
package struct ForgeAssets {
    struct File {
        /// At the forge.
        var name: String
        /// Absolute.
        var path: String
        var digest: Digest
        /// In bytes.
        var size: Int64
    }

    /// GitHub's; [About releases](https://docs.github.com/en/repositories/releasing-projects-on-github/about-releases).
    static let sizeLimit: Int64 = 2 << 30
    static let countLimit = 1000
    /// Below GitHub's 125,000 characters, for the marks that are added.
    package static let notesLimit = 124_900 - DraftMark.limit

    /// Artifacts by name, then the files of checksums, if there is any artifact.
    let all: [File]
    private let artifacts: [File]
    /// As they are in the release set.
    private let collected: [Artifact]
    private var sums: [File] { Array(all.dropFirst(artifacts.count)) }

    /// Writes the checksums beside the uploads.
    ///
    /// - Parameter owner: What the release is of, for messages and for the folder of its uploads.
    init(
        _ artifacts: [Artifact], of owner: String, checksums files: [ChecksumFile] = [.all], _ context: StepContext
    ) async throws {
        try ForgeAssets.check(artifacts, of: owner, checksums: files)
        let sorted = artifacts.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        collected = sorted
        self.artifacts = sorted.map { artifact in
            File(
                name: assetName(artifact.name), path: context.folders.artifacts + "/" + artifact.name,
                digest: artifact.digest, size: artifact.size)
        }
        let named = ForgeAssets.named(sorted)
        var sums: [File] = []
        for file in files {
            let covered = named.filter { file.covers($0.name) }
            guard !covered.isEmpty else { continue }
            let name = assetName(file.name)
            let path = "\(ForgeAssets.folder(of: owner, context))/\(name.asFileName)"
            try await context.environment.files.write(Array(checksums(covered).utf8), to: path)
            let sum = try await context.environment.files.digest(of: path)
            sums.append(File(name: name, path: path, digest: sum.digest, size: sum.size))
        }
        all = self.artifacts + sums
    }

    private static func named(_ artifacts: [Artifact]) -> [Artifact] {
        artifacts.map { artifact in
            var asset = artifact
            asset.name = assetName(artifact.name)
            return asset
        }
    }

    /// What tells the content of artifacts from every other: the digest of the list of all their checksums; nil for none.
    static func content(of artifacts: [Artifact]) -> Digest? {
        artifacts.isEmpty ? nil : sha256(Array(checksums(named(artifacts)).utf8))
    }

    var content: Digest? { ForgeAssets.content(of: collected) }

    /// What a draft says of these files.
    func mark(of run: RunID, at commit: CommitID) throws -> DraftMark {
        try DraftMark(
            run: run, commit: commit, sums: content,
            files: collected.map { .init(asset: assetName($0.name), name: $0.name, origin: $0.origin) })
    }

    /// One for each step: a component may have several releases at once.
    static func folder(of owner: String, _ context: StepContext) -> String {
        "\(context.folders.uploads)/\("\(context.step.id) \(owner)".asFileName)"
    }

    /// Refuses what the forge would not take, or would store under another name, and what no checksum would cover.
    static func check(
        _ artifacts: [Artifact], of owner: String, checksums: [ChecksumFile] = [.all]
    ) throws(ForgeReleaseError) {
        let count = artifacts.count + (artifacts.isEmpty ? 0 : checksums.count)
        guard count <= countLimit else { throw .tooMany(owner, count) }
        var owners: [String: String] = [:]
        for file in checksums {
            if let other = owners.updateValue(file.name, forKey: assetName(file.name)) {
                throw .alike(file.name, other, asset: assetName(file.name))
            }
        }
        for artifact in artifacts {
            guard artifact.size > 0 else { throw .empty(artifact.name) }
            guard artifact.size < sizeLimit else { throw .tooLarge(artifact.name, artifact.size) }
            let name = assetName(artifact.name)
            if let other = owners[name] { throw .alike(artifact.name, other, asset: name) }
            owners[name] = artifact.name
            guard checksums.contains(where: { $0.covers(name) }) else {
                throw .uncovered(name, checksums.map(\.name))
            }
        }
    }

    /// Short for what a release of these files at a commit consists of.
    func identity(at commit: CommitID) -> String {
        contentDigest(commit.text + all.map { "\n\($0.digest)  \($0.name)" }.joined())
    }

    /// The text of a release.
    ///
    /// - Parameters:
    ///   - template: With `{changelog}`, which is cut where all would be too long, and `{artifacts}`.
    ///   - rest: The address of the complete changelog, if one is known.
    func notes(_ template: String, _ sections: [String: String], rest: String?) -> String {
        var sections = sections
        sections["artifacts"] = table
        let changelog = sections.updateValue("", forKey: "changelog") ?? ""
        let room = ForgeAssets.notesLimit - filled(template, sections).utf16.count
        sections["changelog"] = fitted(changelog, to: max(0, room), rest: rest)
        return fitted(filled(template, sections), to: ForgeAssets.notesLimit, rest: rest)
    }

    private static let (begin, end) = ("<!-- slipway:begin artifacts -->", "<!-- slipway:end artifacts -->")

    /// Names, sizes and sums of the assets and how to verify them, between two marks; empty without assets.
    var table: String {
        guard !artifacts.isEmpty else { return "" }
        let commands = sums.map { "`sha256sum --check --ignore-missing \($0.name)`" }.joined(separator: ", ")
        return "\(ForgeAssets.begin)\n" + artifactTable(artifacts.map { ($0.name, $0.size, $0.digest) })
            + "\nVerify the downloaded files: \(commands)\n\(ForgeAssets.end)\n"
    }

    /// Whether notes list assets as Slipway does.
    static func hasTable(_ notes: String) -> Bool { notes.contains(begin) }

    /// Notes whose list of assets is this one; notes without a list stay as they are.
    static func replacingTable(in notes: String, with table: String) -> String {
        guard let start = notes.firstRange(of: begin),
            let stop = notes[start.upperBound...].firstRange(of: end)
        else { return notes }
        return notes[..<start.lowerBound] + table.trimmingCharacters(in: .newlines) + notes[stop.upperBound...]
    }
}

extension ChecksumFile {
    fileprivate func covers(_ asset: String) -> Bool { patterns.contains { Wildcard($0).matches(asset) } }
}
