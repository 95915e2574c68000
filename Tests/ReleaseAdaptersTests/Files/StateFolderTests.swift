import Foundation
import ReleaseAdapters
import ReleaseTestKit
import Testing

@Suite("The state folder")
struct StateFolderTests {
    private let temporary: TemporaryFolder
    private let folder: StateFolder

    init() throws {
        temporary = try TemporaryFolder()
        folder = StateFolder(path: temporary.path + "/.slipway")
    }

    private func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test("It tells git to ignore it, and its logs are readable only by the owner")
    func made() throws {
        try folder.prepare()
        try folder.prepare()
        #expect(try String(contentsOfFile: folder.path + "/.gitignore", encoding: .utf8) == "*\n")
        #expect(try mode("logs") == 0o700 && mode("work") == 0o700)
    }

    @Test("Logs that others could read become private to their owner")
    func narrowed() throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/logs", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try folder.prepare()
        #expect(try mode("logs") == 0o700)
    }

    @Test(
        "A link anywhere in it is refused by name, and nothing is written through it",
        arguments: [
            "", "/lock", "/state.db", "/.gitignore", "/logs", "/logs/r1-0123abcd", "/releases", "/releases/r1",
            "/place", "/releases/r1/artifacts", "/releases/r1/artifacts/core.tar", "/work/r1/1-0123",
            "/logs/r1/build.log",
            "/builds", "/builds/local", "/builds/local/core", "/checkout", "/checkout/core",
        ])
    func links(place: String) throws {
        let elsewhere = temporary.path + "/elsewhere"
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        let path = folder.path + place
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: elsewhere)
        do {
            try folder.prepare()
            Issue.record("it was used")
        } catch let error as StateFolderError {
            #expect(error == .links([path]))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
    }

    @Test("A lock that is a link is not taken")
    func lock() throws {
        let other = temporary.path + "/other"
        try Data("words\n".utf8).write(to: URL(fileURLWithPath: other))
        try FileManager.default.createSymbolicLink(atPath: temporary.path + "/lock", withDestinationPath: other)
        #expect(throws: (any Error).self) {
            try FileLock(path: temporary.path + "/lock").acquire(for: "x", at: Date(timeIntervalSince1970: 0))
        }
        #expect(try String(contentsOfFile: other, encoding: .utf8) == "words\n")
    }

    @Test("It has one identity by every path, and a copy has another")
    func identity() throws {
        let own = try folder.identity()
        #expect(try folder.identity() == own)
        let way = temporary.path + "/way"
        try FileManager.default.createSymbolicLink(atPath: way, withDestinationPath: temporary.path)
        #expect(try StateFolder(path: way + "/.slipway").identity() == own)
        try FileManager.default.copyItem(atPath: folder.path, toPath: temporary.path + "/copy")
        #expect(try StateFolder(path: temporary.path + "/copy").identity() != own)
    }
}
