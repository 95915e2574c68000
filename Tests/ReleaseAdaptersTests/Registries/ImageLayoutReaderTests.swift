import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Images on this machine")
struct ImageLayoutReaderTests {
    private let folder: TemporaryFolder
    private let layout = TestLayout(
        [TestImage("linux/amd64", labels: ["a": "b"]), TestImage("linux/arm64")], indexed: true)

    init() throws { folder = try TemporaryFolder() }

    private var place: String { folder.path + "/layout" }

    private func code(of path: String) async -> String? {
        do throws(ImageRegistryError) {
            _ = try await ImageLayoutReader().archive(at: path, verifying: true)
            return nil
        } catch { return error.code }
    }

    private func tar(_ options: [String], compressed: Bool = false) async throws -> String {
        let file = folder.path + "/image.tar"
        let made = try await ProcessRunner().run(
            Command(["tar"] + options + [compressed ? "-czf" : "-cf", file, "-C", place, "."]))
        try #require(made.hasSucceeded, "\(made.errorText)")
        return file
    }

    @Test("A folder is read with its manifests, platforms and labels")
    func inFolder() async throws {
        try layout.write(to: place)
        let archive = try await ImageLayoutReader().archive(at: place, verifying: true)
        #expect(archive.roots.map(\.digest) == [layout.digest])
        #expect(archive.manifests == layout.manifests)
        #expect(archive.configurations == layout.configurations)
        #expect(Set(archive.parts.keys) == Set(layout.blobs.keys))
    }

    @Test("A tar file is read in every format that tar writes", arguments: ["ustar", "pax", "gnu", "oldgnu", "v7"])
    func inTar(format: String) async throws {
        try layout.write(to: place)
        let archive = try await ImageLayoutReader().archive(at: try await tar(["--format", format]), verifying: true)
        #expect(archive.manifests == layout.manifests)
        for (digest, bytes) in layout.blobs {
            let part = try #require(archive.parts[digest])
            let data = try Data(contentsOf: URL(fileURLWithPath: part.path))
            #expect(Array(data[part.offset..<(part.offset + part.size)]) == bytes)
        }
    }

    @Test("A compressed archive is refused with words")
    func compressed() async throws {
        try layout.write(to: place)
        #expect(await code(of: try await tar([], compressed: true)) == "image.bad-archive")
    }

    @Test("An archive that breaks off anywhere is refused, and never read as another one")
    func truncated() async throws {
        try layout.write(to: place)
        let data = try Data(contentsOf: URL(fileURLWithPath: try await tar(["--format", "ustar"])))
        let whole = data.count - 10240
        for length in stride(from: 0, to: whole, by: 700) {
            let file = folder.path + "/short.tar"
            try data.prefix(length).write(to: URL(fileURLWithPath: file))
            #expect(await code(of: file) != nil, "\(length) bytes")
        }
    }

    @Test("A content that is missing, changed or longer is found")
    func damaged() async throws {
        try layout.write(to: place)
        let layer = contentDigest(Array("layer".utf8))
        let file = "\(place)/blobs/sha256/\(layer.digits)"
        for (text, code) in [
            ("lay3r", "registry.wrong-digest"), ("layer!", "registry.wrong-digest"), (nil, "image.bad-archive"),
        ] {
            unlink(file)
            if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
            #expect(await self.code(of: place) == code)
        }
        // A link may lead to what no build may read.
        symlink("/etc/hostname", file)
        #expect(await code(of: place) == "image.bad-archive")
    }

    @Test("What is not an image layout is refused with words")
    func noLayout() async throws {
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        #expect(await code(of: place) == "image.bad-archive")
        #expect(await code(of: place + "/none") == "image.unreadable-file")
        try layout.write(to: place)
        try Data(#"{"imageLayoutVersion":"2.0.0"}"#.utf8).write(to: URL(fileURLWithPath: place + "/oci-layout"))
        #expect(await code(of: place) == "image.bad-archive")
    }
}
