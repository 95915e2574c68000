package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

extension ForgeReleaseMaking {
    /// Downloads what an earlier run staged, and compares it with the checksums that it staged with it.
    func fetched(_ draft: StagedDraft, into folder: String) async throws -> [Artifact] {
        guard let release = try await forge.release(draft.id, in: repository) else {
            throw ForgeReleaseError.draftLost(wanted.tag, repository)
        }
        guard let sums = draft.sums else { return [] }
        let assets = try await assets(of: release)
        func take(_ name: String, to path: String) async throws -> Digest {
            guard let asset = assets.first(where: { $0.name == name }) else {
                throw ForgeReleaseError.lost(name, repository)
            }
            // Makes the folder.
            try await context.write([], to: path)
            return try await forge.download(asset, to: path, in: repository)
        }
        let path = "\(ForgeAssets.folder(of: owner, context))/\(ChecksumFile.all.name)"
        let found = try await take(ChecksumFile.all.name, to: path)
        guard found == sums else {
            throw ForgeReleaseError.differs(ChecksumFile.all.name, repository, expected: sums, found: found)
        }
        let listed = checksums(in: try await context.environment.files.read(path) ?? [])
        var artifacts: [Artifact] = []
        for file in draft.files {
            let path = folder + "/" + file.name
            let found = try await take(file.asset, to: path)
            guard let expected = listed[file.asset], found == expected else {
                throw ForgeReleaseError.differs(
                    file.asset, repository, expected: listed[file.asset] ?? sums, found: found)
            }
            let size = try await context.environment.files.digest(of: path).size
            artifacts.append(Artifact(name: file.name, digest: found, size: size, origin: file.origin))
        }
        return artifacts
    }
}

extension StagedDraft {
    /// What the mark of a draft says was staged; nil without a mark, or one that lists no files.
    package init?(_ release: ForgeRelease) {
        guard let mark = DraftMark(in: release.notes), let files = mark.files else { return nil }
        self.init(id: release.id, sums: mark.sums, files: files)
    }

    /// Whether the draft has everything: its checksums come last.
    package func isComplete(in release: ForgeRelease) -> Bool {
        guard let sums else { return true }
        let there = Dictionary(release.assets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return (files.map(\.asset) + [ChecksumFile.all.name]).allSatisfy { there[$0]?.state == .uploaded }
            && there[ChecksumFile.all.name]?.digest ?? sums == sums
    }
}
