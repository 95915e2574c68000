import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Archives that others made")
struct ZipArchivesTests {
    /// An entry as Python's own zip writer stores it.
    private struct Entry: Encodable {
        var name: String
        var content = "x"
        /// As in `struct stat`; 0: as GitHub's upload writes it.
        var mode = 0
    }

    private static let script = """
        import json, sys, zipfile, warnings
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
            for entry in json.load(sys.stdin):
                info = zipfile.ZipInfo(entry["name"])
                info.compress_type = zipfile.ZIP_DEFLATED
                if entry["mode"]:
                    info.create_system = 3
                    info.external_attr = entry["mode"] << 16
                content = entry["content"]
                if content.startswith("zeros "):
                    content = "\\0" * int(content[6:])
                out.writestr(info, content)
        """

    private func archive(_ entries: [Entry], in folder: TemporaryFolder) async throws -> String {
        let path = folder.path + "/a.zip"
        let made = try await ProcessRunner().run(
            Command(
                ["python3", "-c", ZipArchivesTests.script, path], folder: folder.path,
                input: Array(try JSONEncoder().encode(entries)), timeout: .seconds(60)))
        try #require(made.hasSucceeded, "\(made.errorText)")
        return path
    }

    private func unpack(
        _ entries: [Entry], limits: ArchiveLimits = ArchiveLimits(), in folder: TemporaryFolder
    ) async throws -> [String] {
        try await ZipArchives().unpack(
            try await archive(entries, in: folder), into: folder.path + "/out", limits: limits)
    }

    @Test("Files are unpacked with their folders and their bytes, empty and Unicode names included")
    func unpacks() async throws {
        let folder = try TemporaryFolder()
        let entries = [
            Entry(name: "dist/", content: ""), Entry(name: "dist/a.whl", content: "wheel"),
            Entry(name: "deep/er/b", content: ""), Entry(name: "größe.txt", content: "ä"),
        ]
        let paths = try await unpack(entries, in: folder)
        #expect(paths == ["deep/er/b", "dist/a.whl", "größe.txt"])
        func text(_ path: String) throws -> String {
            try String(contentsOfFile: folder.path + "/out/" + path, encoding: .utf8)
        }
        #expect(try text("dist/a.whl") == "wheel" && text("deep/er/b").isEmpty && text("größe.txt") == "ä")
    }

    @Test(
        "O3: an entry that would be written elsewhere, or is not a regular file, is refused, and nothing stays",
        arguments: [
            ("../evil", 0), ("/etc/evil", 0), ("a/../../evil", 0), ("./a", 0), ("a//b", 0), ("a\\..\\evil", 0),
            ("line\nbreak", 0), ("link", 0o120777), ("device", 0o020644),
        ])
    func unsafe(name: String, mode: Int) async throws {
        let folder = try TemporaryFolder()
        let entries = [Entry(name: "first", content: "x"), Entry(name: name, content: "/etc/passwd", mode: mode)]
        let error = await #expect(throws: ArchiveError.self) { try await unpack(entries, in: folder) }
        #expect(error?.code == "archive.unsafe", "\(error as Any)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.zip"])
    }

    @Test("Two entries of one name are refused")
    func repeated() async throws {
        let folder = try TemporaryFolder()
        await #expect(throws: ArchiveError.unsafe("a.zip", entry: "a", reason: "Another entry has the same name.")) {
            try await unpack([Entry(name: "a"), Entry(name: "a", content: "y")], in: folder)
        }
    }

    @Test("An archive that becomes larger than its limits is refused as soon as it does")
    func bomb() async throws {
        let folder = try TemporaryFolder()
        let limits = ArchiveLimits(files: 3, bytes: 1 << 20)
        await #expect(throws: ArchiveError.tooLarge("a.zip", limits)) {
            try await unpack([Entry(name: "a", content: "zeros 50000000")], limits: limits, in: folder)
        }
        await #expect(throws: ArchiveError.tooLarge("a.zip", limits)) {
            try await unpack((0..<4).map { Entry(name: "a\($0)") }, limits: limits, in: folder)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["a.zip"])
    }

    @Test("What is damaged, cut or no archive is an error, and nothing stays", arguments: ["cut", "flipped", "text"])
    func damaged(kind: String) async throws {
        let folder = try TemporaryFolder()
        let path = try await archive([Entry(name: "a", content: String(repeating: "words ", count: 999))], in: folder)
        var bytes = try #require(FileManager.default.contents(atPath: path))
        switch kind {
        case "cut": bytes = bytes.prefix(bytes.count / 2)
        case "flipped": bytes[40] ^= 0xFF
        default: bytes = Data("words".utf8)
        }
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = await #expect(throws: ArchiveError.self) {
            try await ZipArchives().unpack(path, into: folder.path + "/out", limits: ArchiveLimits())
        }
        #expect(error?.code == "archive.unreadable", "\(error as Any)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/out"))
    }
}
