import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// The files that a component's forge release gets: its artifacts and their checksums.
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

    static let sums = "SHA256SUMS"
    /// GitHub's; [About releases](https://docs.github.com/en/repositories/releasing-projects-on-github/about-releases).
    static let sizeLimit: Int64 = 2 << 30
    static let countLimit = 1000
    package static let notesLimit = 125_000

    /// Artifacts by name, then the checksums, if there is any artifact.
    let all: [File]
    private let artifacts: [Artifact]

    /// Writes the checksums beside the uploads.
    init(_ artifacts: [Artifact], of component: ComponentID, _ context: StepContext) async throws {
        try ForgeAssets.check(artifacts, of: component)
        let sorted = artifacts.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.artifacts = sorted
        var files = sorted.map { artifact in
            File(
                name: assetName(artifact.name), path: context.folders.artifacts + "/" + artifact.name,
                digest: artifact.digest, size: artifact.size)
        }
        if !sorted.isEmpty {
            let path = "\(context.folders.uploads)/\(component.text.asFileName)/\(ForgeAssets.sums)"
            let text = ForgeAssets.checksumsText(of: sorted)
            try await context.environment.files.write(Array(text.utf8), to: path)
            let sum = try await context.environment.files.digest(of: path)
            files.append(File(name: ForgeAssets.sums, path: path, digest: sum.digest, size: sum.size))
        }
        all = files
    }

    /// Refuses what the forge would not take, or would store under another name.
    static func check(_ artifacts: [Artifact], of component: ComponentID) throws(ForgeReleaseError) {
        guard artifacts.count < countLimit else { throw .tooMany(component, artifacts.count + 1) }
        var owners: [String: String] = [sums: sums]
        for artifact in artifacts {
            guard artifact.size < sizeLimit else { throw .tooLarge(artifact.name, artifact.size) }
            let name = assetName(artifact.name)
            if let other = owners[name] { throw .alike(artifact.name, other, asset: name) }
            owners[name] = artifact.name
        }
    }

    private static func checksumsText(of artifacts: [Artifact]) -> String {
        checksums(
            artifacts.map { artifact in
                var asset = artifact
                asset.name = assetName(artifact.name)
                return asset
            })
    }

    /// The digest of the checksums of artifacts; nil where there are none.
    static func digestOfSums(of artifacts: [Artifact]) -> Digest? {
        artifacts.isEmpty ? nil : sha256(Array(checksumsText(of: artifacts).utf8))
    }

    var digestOfSums: Digest? { ForgeAssets.digestOfSums(of: artifacts) }

    /// What a draft says of these files.
    func mark(of run: RunID, at commit: CommitID) throws -> DraftMark {
        try DraftMark(
            run: run, commit: commit, sums: digestOfSums,
            files: artifacts.map { .init(asset: assetName($0.name), name: $0.name, origin: $0.origin) })
    }

    /// The notes of the release: what changed, and how to verify the assets.
    func notes(of component: PlannedComponent?) -> String {
        let tail = artifacts.isEmpty ? "" : "\n" + table
        let entry = withoutControls(component?.changelog ?? "")
        return fitted(entry, to: ForgeAssets.notesLimit - DraftMark.limit - tail.utf16.count) + tail
    }

    private static let (begin, end) = ("<!-- slipway:begin artifacts -->", "<!-- slipway:end artifacts -->")

    /// Names, sizes and sums of the assets, between two marks.
    var table: String {
        var text = "\(ForgeAssets.begin)\n## Artifacts\n\n| name | bytes | SHA-256 |\n| --- | ---: | --- |\n"
        for file in all where file.name != ForgeAssets.sums {
            text += "| `\(file.name)` | \(file.size) | `\(file.digest)` |\n"
        }
        return text
            + "\nVerify the downloaded files: `sha256sum --check \(ForgeAssets.sums)`\n\(ForgeAssets.end)\n"
    }

    /// Notes whose list of assets is this one; notes without a list stay as they are.
    static func replacingTable(in notes: String, with table: String) -> String {
        guard let start = notes.firstRange(of: begin),
            let stop = notes[start.upperBound...].firstRange(of: end)
        else { return notes }
        return notes[..<start.lowerBound] + table.trimmingCharacters(in: .newlines) + notes[stop.upperBound...]
    }
}

/// A text that is cut at the end of a line where it is too long, and says so.
///
/// - Parameter limit: In UTF-16 code units, as forges count.
package func fitted(_ text: String, to limit: Int) -> String {
    guard text.utf16.count > limit else { return text }
    let mark = "\n… cut here: the changelog has the rest.\n"
    var kept = ""
    var size = mark.utf16.count
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        size += line.utf16.count + 1
        guard size <= limit else { break }
        kept += line + "\n"
    }
    return kept + mark
}
