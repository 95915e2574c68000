import Foundation
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// What `make check` says about the program that is released.
@Suite("Scripts/dist", .heavy, .enabled(if: OutsideTool.isInstalled("readelf"), "needs readelf"))
struct DistributionTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// Runs the check beside the tests' own program, with a changed script.
    private func check(replacing text: String, with other: String) throws -> (status: Int32, output: String) {
        let folder = try TemporaryFolder()
        let script = try String(contentsOfFile: DistributionTests.root + "/Scripts/dist", encoding: .utf8)
        #expect(script.contains(text))
        try folder.write(script.replacing(text, with: other), to: "Scripts/dist")
        for name in ["action/run.sh", "docs/guides/migrate-from-release-please-action.md"] {
            try folder.write(
                try String(contentsOfFile: DistributionTests.root + "/" + name, encoding: .utf8), to: name)
        }
        try folder.write("", to: ".build/debug/.keep")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/.build/debug/slipway", withDestinationPath: try builtProgram("slipway"))
        let bash = try #require(OutsideTool("bash"))
        return try bash.run(["-c", "bash \"$0\" --check 2>&1", folder.path + "/Scripts/dist"])
    }

    @Test("The program needs the listed system libraries and no newer glibc than is promised")
    func listed() throws {
        let result = try check(replacing: "# What", with: "# What")
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(
        "Another library, a newer glibc, or a document that promises another one is refused",
        arguments: [
            (" libpq.so.5", "", "needs libpq.so.5, which Scripts/dist does not list"),
            ("glibc=2.35", "glibc=2.3", "needs GLIBC 2.3"), ("glibc=2.35", "glibc=2.99", "does not say glibc 2.99"),
        ])
    func refused(text: String, other: String, words: String) throws {
        let result = try check(replacing: text, with: other)
        #expect(result.status == 1 && result.output.contains(words), "\(result.output)")
    }
}
