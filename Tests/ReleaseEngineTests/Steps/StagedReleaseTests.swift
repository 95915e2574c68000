import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Artifacts that are staged before their tag is public")
struct StagedReleaseTests {
    @Test("A mark in a draft's notes is read back, and leaves no trace")
    func mark() throws {
        for notes in [
            "", "words", "words\n", "words\n\n<!-- slipway:begin artifacts -->\nx\n<!-- slipway:end artifacts -->\n",
        ] {
            let mark = try DraftMark(
                run: "r7-0123abcd", commit: CommitID("c0ffee"), sums: Digest("ab12"),
                files: [.init(asset: "a-->b", name: "a b", origin: "a")])
            let marked = try mark.added(to: notes)
            #expect(DraftMark(in: marked) == mark)
            #expect(marked.components(separatedBy: "-->").count == notes.components(separatedBy: "-->").count + 1)
            #expect(DraftMark.removed(from: marked) == notes)
        }
        #expect(DraftMark(in: "words") == nil && DraftMark.removed(from: "words") == "words")
    }

    @Test("A mark that would be too long lists no files, so that nothing is finished from it")
    func longMark() throws {
        let files = (0..<1000).map {
            StagedDraft.File(asset: "asset-\($0)", name: "name-\($0)", origin: "origin-\($0)")
        }
        let mark = try DraftMark(run: "r1-0123abcd", commit: "c0ffee", sums: Digest("ab12"), files: files)
        #expect(mark.files == nil)
        let notes = try mark.added(to: "words")
        #expect(notes.utf16.count < DraftMark.limit)
        let draft = ForgeRelease(
            id: 1, tag: "v1.0.0", target: "", title: "", notes: notes, isDraft: true, isPrerelease: false, address: "")
        #expect(StagedDraft(draft) == nil)
    }

    @Test("A tag's message names the content of each component's artifacts")
    func trailers() {
        let contents = StagedContents(["core": Digest("ab12"), "tool": nil as Digest?])
        let message = contents.added(to: "Release core, tool 1.0.0")
        #expect(message.hasPrefix("Release core, tool 1.0.0\n\n"))
        #expect(StagedContents(in: message) == contents)
        #expect(StagedContents([:]).added(to: "Release") == "Release")
        #expect(StagedContents(in: "Release").digests.isEmpty)
    }

    @Test("A draft is complete with every file and its checksums, and not before")
    func complete() throws {
        let draft = StagedDraft(
            id: 1, sums: Digest("ab12"), files: [.init(asset: "core.txt", name: "core.txt", origin: "core.txt")])
        func release(_ assets: [(String, ForgeAsset.State, Digest?)]) -> ForgeRelease {
            ForgeRelease(
                id: 1, tag: "v1.0.0", target: "", title: "", notes: "", isDraft: true, isPrerelease: false,
                assets: assets.enumerated().map { index, one in
                    ForgeAsset(id: index, name: one.0, size: 1, state: one.1, digest: one.2, address: "")
                }, address: "")
        }
        #expect(!draft.isComplete(in: release([])))
        #expect(!draft.isComplete(in: release([("core.txt", .uploaded, nil)])))
        #expect(!draft.isComplete(in: release([("core.txt", .incomplete, nil), ("SHA256SUMS", .uploaded, nil)])))
        #expect(
            !draft.isComplete(in: release([("core.txt", .uploaded, nil), ("SHA256SUMS", .uploaded, Digest("ff"))])))
        #expect(draft.isComplete(in: release([("core.txt", .uploaded, nil), ("SHA256SUMS", .uploaded, nil)])))
        #expect(StagedDraft(id: 1, sums: nil, files: []).isComplete(in: release([])))
    }
}
