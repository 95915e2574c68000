import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// What every forge does with releases and their assets.
@Suite("Forges: releases and assets", .heavy)
struct ReleaseContractTests {
    @Test("A draft has no tag: it is not found by it, and none is made", arguments: ForgeKind.available)
    func drafts(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository, tag) = (bench.forge, bench.repository, bench.tag())
            let draft = try await forge.create(bench.release(tag), in: repository)
            #expect(draft.isDraft && draft.tag == tag && draft.title == "Title" && draft.notes == "Notes")
            #expect(draft.assets.isEmpty && !draft.isPrerelease && !draft.isImmutable)
            let tagged = try await forge.release(tagged: tag, in: repository)
            #expect(tagged == nil)
            let read = try await bench.eventually {
                try await forge.release(draft.id, in: repository)
            } _: {
                $0 != nil
            }
            #expect(read?.id == draft.id && read?.isDraft == true)
            let listed = try await bench.eventually {
                try await forge.releases(in: repository).filter { $0.tag == tag }
            } _: {
                !$0.isEmpty
            }
            #expect(listed.map(\.id) == [draft.id])
            // Several drafts may want one tag.
            let other = try await forge.create(bench.release(tag), in: repository)
            #expect(other.id != draft.id)
        }
    }

    @Test("A published draft is found by its tag, with the changes that came with it", arguments: ForgeKind.available)
    func publish(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository, tag) = (bench.forge, bench.repository, bench.tag())
            let draft = try await forge.create(bench.release(tag), in: repository)
            let published = try await forge.change(
                draft.id, to: bench.release(tag, isDraft: false, title: "Other", notes: "More"), in: repository)
            #expect(!published.isDraft && published.id == draft.id)
            let found = try await bench.eventually {
                try await forge.release(tagged: tag, in: repository)
            } _: {
                $0 != nil
            }
            #expect(found?.id == draft.id && found?.title == "Other" && found?.notes == "More")
        }
    }

    @Test("A tag has one published release: a second one exists already", arguments: ForgeKind.available)
    func second(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository, tag) = (bench.forge, bench.repository, bench.tag())
            _ = try await forge.create(bench.release(tag, isDraft: false), in: repository)
            try await expect(.exists) {
                try await forge.create(bench.release(tag, isDraft: false), in: repository)
            }
            let draft = try await forge.create(bench.release(tag), in: repository)
            try await expect(.exists) {
                try await forge.change(draft.id, to: bench.release(tag, isDraft: false), in: repository)
            }
        }
    }

    @Test(
        "An asset has the size and the digest of its file, comes back the same, and survives publishing",
        arguments: ForgeKind.available)
    func assets(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository, tag) = (bench.forge, bench.repository, bench.tag())
            let draft = try await forge.create(bench.release(tag), in: repository)
            let text = String(repeating: "content\n", count: 50_000)
            let digest = MemoryFiles.digest(Array(text.utf8))
            let made = try await forge.upload(
                try bench.file(text), as: "core-1.0.0.tar.gz", to: draft, in: repository)
            #expect(made.name == "core-1.0.0.tar.gz" && made.size == text.utf8.count && made.state == .uploaded)
            // A forge that says none is believed nothing; one that says one says this.
            #expect(made.digest == nil || made.digest == digest)
            let listed = try await bench.eventually {
                try await forge.assets(of: draft.id, in: repository)
            } _: {
                !$0.isEmpty
            }
            #expect(listed.map(\.id) == [made.id] && listed.map(\.size) == [made.size])
            let back = bench.folder.path + "/back"
            #expect(try await forge.download(made, to: back, in: repository) == digest)
            #expect(FileManager.default.contents(atPath: back) == Data(text.utf8))
            let published = try await forge.change(
                draft.id, to: bench.release(tag, isDraft: false), in: repository)
            #expect(published.assets.map(\.id) == [made.id])
        }
    }

    @Test(
        "An asset's name is taken once: a second upload exists already, and the first content stays",
        arguments: ForgeKind.available)
    func sameName(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository) = (bench.forge, bench.repository)
            let draft = try await forge.create(bench.release(bench.tag()), in: repository)
            let first = try await forge.upload(try bench.file("one"), as: "a.txt", to: draft, in: repository)
            try await expect(.exists) {
                try await forge.upload(try bench.file("two"), as: "a.txt", to: draft, in: repository)
            }
            let back = bench.folder.path + "/back"
            #expect(
                try await forge.download(first, to: back, in: repository) == MemoryFiles.digest(Array("one".utf8)))
            let other = try await forge.upload(try bench.file("two"), as: "b.txt", to: draft, in: repository)
            try await expect(.exists) { try await forge.rename(other, to: "a.txt", in: repository) }
            let renamed = try await forge.rename(other, to: "c.txt", in: repository)
            #expect(renamed.id == other.id && renamed.name == "c.txt")
        }
    }

    @Test(
        "What a name may not have becomes a dot, one for several and none at the ends, as is known before the upload",
        arguments: ForgeKind.available)
    func names(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let draft = try await bench.forge.create(bench.release(bench.tag()), in: bench.repository)
            for (name, stored) in [
                ("a b(1).txt", "a.b.1.txt"), (".hidden.", "hidden"), ("ünï_1-x.tar.gz", "n._1-x.tar.gz"),
            ] {
                let made = try await bench.forge.upload(
                    try bench.file("one"), as: name, to: draft, in: bench.repository)
                #expect(made.name == stored && assetName(name) == stored)
            }
        }
    }

    @Test("What is removed is gone, and removing it again is not an error", arguments: ForgeKind.available)
    func removal(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository) = (bench.forge, bench.repository)
            let draft = try await forge.create(bench.release(bench.tag()), in: repository)
            let made = try await forge.upload(try bench.file("one"), as: "a.txt", to: draft, in: repository)
            for _ in 0..<2 { try await forge.remove(made, in: repository) }
            let left = try await bench.eventually {
                try await forge.assets(of: draft.id, in: repository)
            } _: {
                $0.isEmpty
            }
            #expect(left.isEmpty)
            try await expect(.missing) {
                try await forge.download(made, to: bench.folder.path + "/x", in: repository)
            }
            try await expect(.missing) { try await forge.rename(made, to: "b.txt", in: repository) }
            // Its name is free again.
            _ = try await forge.upload(try bench.file("two"), as: "a.txt", to: draft, in: repository)
        }
    }

    @Test(
        "A release that is not there is nil where it is read, and missing where it is changed",
        arguments: ForgeKind.available)
    func missing(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let (forge, repository, tag) = (bench.forge, bench.repository, bench.tag())
            let (byNumber, byTag) = (
                try await forge.release(1, in: repository), try await forge.release(tagged: tag, in: repository)
            )
            #expect(byNumber == nil && byTag == nil)
            try await expect(.missing) { try await forge.change(1, to: bench.release(tag), in: repository) }
            try await expect(.missing) { try await forge.assets(of: 1, in: repository) }
        }
    }

    @Test("A file that is not there is named, and nothing is uploaded", arguments: ForgeKind.available)
    func noFile(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let draft = try await bench.forge.create(bench.release(bench.tag()), in: bench.repository)
            try await expect(.file) {
                try await bench.forge.upload(
                    bench.folder.path + "/absent", as: "a", to: draft, in: bench.repository)
            }
            let assets = try await bench.forge.assets(of: draft.id, in: bench.repository)
            #expect(assets.isEmpty)
        }
    }

    @Test(
        "A locked release takes no asset and keeps its tag; its title and notes may change",
        .enabled(if: ForgeKind.hasSettings, ForgeKind.noSettings), arguments: ForgeKind.available)
    func locked(kind: ForgeKind) async throws {
        try await ForgeBench.run(kind) { bench in
            let settings = try #require(bench.settings)
            await settings.lockReleases()
            let (forge, repository, tag) = (bench.forge, bench.repository, bench.tag())
            let made = try await forge.create(bench.release(tag, isDraft: false), in: repository)
            #expect(made.isImmutable)
            try await expect(.rule) {
                try await forge.upload(try bench.file("one"), as: "a", to: made, in: repository)
            }
            try await expect(.rule) {
                try await forge.change(
                    made.id, to: bench.release(bench.tag("v2.0.0"), isDraft: false), in: repository)
            }
            let retitled = try await forge.change(
                made.id, to: bench.release(tag, isDraft: false, title: "Other"), in: repository)
            #expect(retitled.title == "Other")
        }
    }
}
