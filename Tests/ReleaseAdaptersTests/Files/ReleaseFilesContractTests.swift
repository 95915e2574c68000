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

    @Test("Written files are read back; missing files are nil", arguments: Kind.allCases)
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

    @Test("A star matches characters within a name, and no hidden files", arguments: Kind.allCases)
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
        "Copying a file again changes nothing; other content replaces it only if intended", arguments: Kind.allCases)
    func take(kind: Kind) async throws {
        let files = files(kind)
        let (source, target) = (folder.path + "/s", folder.path + "/set/t")
        try await files.write([1], to: source)
        let first = try await files.copy(source, as: target, replacing: false)
        let again = try await files.copy(source, as: target, replacing: false)
        #expect(first == again)
        try await files.write([2], to: source)
        let other = try await files.digest(of: source).digest
        await #expect(throws: FileError.differs(path: target, expected: other, found: first.digest)) {
            try await files.copy(source, as: target, replacing: false)
        }
        #expect(try await files.read(target) == [1])
        _ = try await files.copy(source, as: target, replacing: true)
        #expect(try await files.read(target) == [2])
    }

    @Test(
        "A file replaces a destination only if that is unchanged", arguments: Kind.allCases)
    func move(kind: Kind) async throws {
        let files = files(kind)
        let (source, target) = (folder.path + "/staged/s", folder.path + "/set/t")
        try await files.write([1], to: source)
        let first = try await files.digest(of: source).digest
        try await files.move(source, to: target, replacing: nil)
        #expect(try await files.read(source) == nil)
        #expect(try await files.read(target) == [1])
        try await files.write([2], to: source)
        let other = try await files.digest(of: source).digest
        for seen in [nil, other] {
            await #expect(throws: FileError.differs(path: target, expected: other, found: first)) {
                try await files.move(source, to: target, replacing: seen)
            }
        }
        #expect(try await files.read(target) == [1])
        #expect(try await files.read(source) == [2])
        try await files.move(source, to: target, replacing: first)
        #expect(try await files.read(target) == [2])
        #expect(try await files.read(source) == nil)
        try await files.write([3], to: source)
        let gone = folder.path + "/set/gone"
        await #expect(throws: FileError.missing(path: gone)) {
            try await files.move(source, to: gone, replacing: first)
        }
        #expect(try await files.read(source) == [3])
        #expect(try await files.read(gone) == nil)
    }

    @Test("A command's output is copied only from within its checkout", arguments: Kind.allCases)
    func within(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["src/out/a", "secret"])
        let (root, target) = (folder.path + "/src", folder.path + "/set/t")
        let taken = try await files.copy(root + "/out/a", within: root, as: target)
        let digest = try await files.digest(of: root + "/out/a").digest
        #expect(taken.digest == digest)
        #expect(try await files.read(target) == Array("src/out/a".utf8))
        let outside = folder.path + "/secret"
        await #expect(throws: FileError.leadsOut(path: outside, root: root)) {
            try await files.copy(outside, within: root, as: target)
        }
        #expect(try await files.read(target) == Array("src/out/a".utf8))
    }

    /// Links in a checkout, by what they are called and lead to.
    private static let links: [(name: String, to: String, isRefused: Bool)] = [
        ("out/inner", "../lib/real", false), ("out/chain", "inner", false), ("out/up", "../../secret", true),
        ("out/absolute", "/etc/hostname", true), ("elsewhere/secret", "", true),
    ]

    @Test("A link is followed within the checkout, and refused where it leads out of it", arguments: Self.links)
    func follows(link: (name: String, to: String, isRefused: Bool)) async throws {
        let files = LocalFiles()
        try await fill(files, ["src/lib/real", "src/out/plain", "secret"])
        let (root, target) = (folder.path + "/src", folder.path + "/set/t")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: root + "/out/inner", withDestinationPath: "../lib/real")
        // A folder on the way may be a link too.
        try manager.createSymbolicLink(atPath: root + "/elsewhere", withDestinationPath: "..")
        if !link.to.isEmpty, link.name != "out/inner" {
            try manager.createSymbolicLink(atPath: root + "/" + link.name, withDestinationPath: link.to)
        }
        let path = root + "/" + link.name
        guard link.isRefused else {
            _ = try await files.copy(path, within: root, as: target)
            #expect(try await files.read(target) == Array("src/lib/real".utf8))
            return
        }
        await #expect(throws: FileError.leadsOut(path: path, root: root)) {
            try await files.copy(path, within: root, as: target)
        }
        #expect(try await files.read(target) == nil)
    }

    @Test("A pipe left by a command is refused, and not waited for")
    func pipe() async throws {
        let files = LocalFiles()
        try await fill(files, ["src/plain"])
        let path = folder.path + "/src/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        await #expect(throws: FileError.failed(path: path, reason: "not a regular file")) {
            try await files.copy(path, within: folder.path + "/src", as: folder.path + "/set/t")
        }
    }

    @Test(
        "The next attempt removes a killed process's partial file, and nothing else", arguments: [true, false])
    func leftParts(isTaken: Bool) async throws {
        let files = LocalFiles()
        let left = ".part-6B29FC40-CA47-1067-B31D-00DD010662DA"
        try await fill(files, ["s", "set/t\(left)", "set/other\(left)", "set/t.part-2"])
        let later = LocalFiles()
        if isTaken {
            _ = try await later.copy(folder.path + "/s", as: folder.path + "/set/t", replacing: false)
        } else {
            try await later.write([1], to: folder.path + "/set/t")
        }
        #expect(try await later.names(in: folder.path + "/set") == ["other\(left)", "t", "t.part-2"])
    }

    @Test("Names are listed in byte order; a missing folder has none", arguments: Kind.allCases)
    func names(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["d/b", "d/B", "d/é", "d/a", "d/sub/x"])
        #expect(try await files.names(in: folder.path + "/d") == ["B", "a", "b", "é"])
        #expect(try await files.names(in: folder.path + "/none") == [])
        #expect(try await files.folders(in: folder.path + "/d") == ["sub"])
    }

    @Test("A tree lists every file below, without skipped folders", arguments: Kind.allCases)
    func tree(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["a/b/c", "a/target/d", "e", ".hidden/f"])
        let found = try await files.tree(of: folder.path) { $0.hasSuffix("target") }
        #expect(found == [".hidden/f", "a/b/c", "e"])
    }

    @Test("Removal deletes everything below; removing nothing is not an error", arguments: Kind.allCases)
    func remove(kind: Kind) async throws {
        let files = files(kind)
        try await fill(files, ["a/b", "a/c/d", "ab"])
        try await files.remove(folder.path + "/a")
        try await files.remove(folder.path + "/none")
        #expect(try await files.tree(of: folder.path) { _ in false } == ["ab"])
    }

    @Test("A folder's size is that of all files below it; a missing one has size zero", arguments: Kind.allCases)
    func size(kind: Kind) async throws {
        let files = files(kind)
        try await files.write([1, 2, 3], to: folder.path + "/sized/a")
        try await files.write([4, 5], to: folder.path + "/sized/b/c")
        #expect(try await files.size(of: folder.path + "/sized") == 5)
        #expect(try await files.size(of: folder.path + "/sized/a") == 3)
        #expect(try await files.size(of: folder.path + "/siz") == 0)
    }
}
