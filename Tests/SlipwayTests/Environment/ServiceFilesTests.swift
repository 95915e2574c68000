import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("What keeps a server running", .heavy)
struct ServiceFilesTests {
    private static let hasSystemd = OutsideTool.isInstalled("systemd-analyze")

    private func generated(_ arguments: String...) async throws -> String {
        let made = try await ProcessRunner().run(
            Command([try builtProgram("slipway"), "generate", "service"] + arguments, timeout: .seconds(60)))
        try #require(made.hasSucceeded, "\(made.errorText)")
        return made.text
    }

    @Test(
        "systemd accepts the unit, and finds little that it could take away from it",
        .enabled(if: hasSystemd, "needs systemd-analyze"))
    func unit() async throws {
        let folder = try TemporaryFolder()
        let unit = try await generated("systemd", "--folder", folder.path, "--user", "daemon")
            .replacing("/usr/local/bin/slipway", with: try builtProgram("slipway"))
        try folder.write(unit, to: "slipway.service")
        let path = folder.path + "/slipway.service"
        let verified = try await ProcessRunner().run(
            Command(["systemd-analyze", "verify", "--man=no", path], timeout: .seconds(60)))
        #expect(verified.hasSucceeded && verified.errorText.isEmpty, "\(verified.errorText)")
        // Its own measure, from 0 to 10: below 4 it calls a service "OK".
        let judged = try await ProcessRunner().run(
            Command(["systemd-analyze", "security", "--offline=true", "--threshold=39", path], timeout: .seconds(60)))
        #expect(judged.hasSucceeded, "\(judged.text.split(separator: "\n").last ?? "")")
    }

    @Test("The container has every library that the program asks for, and runs as no one in particular")
    func container() async throws {
        let file = try await generated("container")
        let script = try String(
            contentsOfFile: FileManager.default.currentDirectoryPath + "/Scripts/dist", encoding: .utf8)
        let listed = try #require(script.firstMatch(of: /apt-get install ([^\\\n]+)\\n/)?.output.1)
        for package in listed.split(separator: " ") { #expect(file.contains(" \(package)")) }
        #expect(file.contains("\nUSER slipway\n") && file.contains("\nSTOPSIGNAL SIGTERM\n"))
    }

    @Test(
        "A folder or user that could end a line is refused",
        arguments: [["--folder", "a b"], ["--folder", "/a\nb"], ["--user", "a b"]])
    func refused(arguments: [String]) async throws {
        let made = try await ProcessRunner().run(
            Command([try builtProgram("slipway"), "generate", "service", "systemd"] + arguments, timeout: .seconds(60)))
        guard case .exited(64) = made.end else {
            Issue.record("\(made.end)")
            return
        }
    }
}
