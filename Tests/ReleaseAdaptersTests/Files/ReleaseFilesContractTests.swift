import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What every keeper of files promises.
@Suite("Files of release sets")
struct ReleaseFilesContractTests {
    enum Kind: CaseIterable { case memory, local }

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func files(_ kind: Kind) -> any ReleaseFiles {
        switch kind {
        case .memory: MemoryFiles()
        case .local: LocalFiles()
        }
    }

    private func fill(_ files: any ReleaseFiles, _ paths: [String]) async throws {
        for path in paths { try await files.write(Array(path.utf8), to: folder.path + "/" + path) }
    }

    @Test("What was written is read back; what is not there is nothing", arguments: Kind.allCases)
    func readBack(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["a/b c/é"])
        #expect(try await files.read(folder.path + "/a/b c/é") == Array("a/b c/é".utf8))
        #expect(try await files.read(folder.path + "/a/x") == nil)
    }

    @Test("A digest is the SHA-256 of the bytes", arguments: Kind.allCases)
    func digest(kind: Kind) async throws {
        let files = files(kind)
        try await files.write(Array("abc".utf8), to: folder.path + "/f")
        let found = try await files.digest(of: folder.path + "/f")
        #expect(found.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(found.size == 3)
        await #expect(throws: FileError.missing(path: folder.path + "/x")) {
            try await files.digest(of: folder.path + "/x")
        }
    }

    @Test("A star stands for characters within a name, and for no hidden file", arguments: Kind.allCases)
    func matches(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["out/a.whl", "out/b.whl", "out/.c.whl", "out/d.txt", "out/sub/e.whl", "out2/f.whl"])
        func found(_ pattern: String) async throws -> [String] {
            try await files.matches(pattern, in: folder.path).map { String($0.dropFirst(folder.path.count + 1)) }
        }
        #expect(try await found("out/*.whl") == ["out/a.whl", "out/b.whl"])
        #expect(try await found("out*/*.whl") == ["out/a.whl", "out/b.whl", "out2/f.whl"])
        #expect(try await found("out/d.txt") == ["out/d.txt"])
        #expect(try await found("out/*/*") == ["out/sub/e.whl"])
        #expect(try await found("none/*") == [])
        #expect(try await found("out/sub") == [])
    }

    @Test(
        "Taking a file again is nothing new; other content replaces only where that is meant", arguments: Kind.allCases)
    func take(kind: Kind) async throws {
        let files = files(kind)
        let (source, target) = (folder.path + "/s", folder.path + "/set/t")
        try await files.write([1], to: source)
        let first = try await files.take(source, as: target, replacing: false)
        let again = try await files.take(source, as: target, replacing: false)
        #expect(first == again)
        try await files.write([2], to: source)
        let other = try await files.digest(of: source).digest
        await #expect(throws: FileError.differs(path: target, expected: other, found: first.digest)) {
            try await files.take(source, as: target, replacing: false)
        }
        #expect(try await files.read(target) == [1])
        _ = try await files.take(source, as: target, replacing: true)
        #expect(try await files.read(target) == [2])
    }

    @Test(
        "What a killed process left of a file goes with the next attempt, and nothing else", arguments: [true, false])
    func leftParts(isTaken: Bool) async throws {
        let files = LocalFiles()
        let left = ".part-6B29FC40-CA47-1067-B31D-00DD010662DA"
        try await fill(files, ["s", "set/t\(left)", "set/other\(left)", "set/t.part-2"])
        let later = LocalFiles()
        if isTaken {
            _ = try await later.take(folder.path + "/s", as: folder.path + "/set/t", replacing: false)
        } else {
            try await later.write([1], to: folder.path + "/set/t")
        }
        #expect(try await later.names(in: folder.path + "/set") == ["other\(left)", "t", "t.part-2"])
    }

    @Test("Names are files of the folder itself, by their bytes; no folder has none", arguments: Kind.allCases)
    func names(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["d/b", "d/B", "d/é", "d/a", "d/sub/x"])
        #expect(try await files.names(in: folder.path + "/d") == ["B", "a", "b", "é"])
        #expect(try await files.names(in: folder.path + "/none") == [])
        #expect(try await files.folders(in: folder.path + "/d") == ["sub"])
    }

    @Test("A tree has every file below, without skipped folders", arguments: Kind.allCases)
    func tree(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["a/b/c", "a/target/d", "e", ".hidden/f"])
        let found = try await files.tree(of: folder.path) { $0.hasSuffix("target") }
        #expect(found == [".hidden/f", "a/b/c", "e"])
    }

    @Test("What is removed is gone, with everything below; nothing is no error", arguments: Kind.allCases)
    func remove(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["a/b", "a/c/d", "ab"])
        try await files.remove(folder.path + "/a")
        try await files.remove(folder.path + "/none")
        #expect(try await files.tree(of: folder.path) { _ in false } == ["ab"])
    }

    @Test("A folder takes what all files below it take; what is not there takes nothing", arguments: Kind.allCases)
    func size(kind: Kind) async throws {
        let files = files(kind)
        try await files.write([1, 2, 3], to: folder.path + "/sized/a")
        try await files.write([4, 5], to: folder.path + "/sized/b/c")
        #expect(try await files.size(of: folder.path + "/sized") == 5)
        #expect(try await files.size(of: folder.path + "/sized/a") == 3)
        #expect(try await files.size(of: folder.path + "/siz") == 0)
    }
}
