import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// Go's own judgement. Where it is not installed, these tests are skipped.
@Suite("Module files beside Go", .enabled(if: OutsideTool.isInstalled("go"), "go is not on PATH"))
struct GoOracleTests {
    private struct Answer: Decodable {
        struct Module: Decodable {
            var Path: String
            var Version: String?
        }
        struct Replacement: Decodable {
            var New: Module
        }
        var Module: Module?
        var Require: [Module]?
        var Replace: [Replacement]?
    }

    @Test("What is read is what Go reads, and what Go refuses is refused", arguments: 0..<30)
    func agreement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let go = try #require(OutsideTool("go"))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("go-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("go.mod")
        for _ in 0..<40 {
            let text = GoOracleTests.text(using: &random)
            try Data(text.utf8).write(to: file)
            let answer = try go.run(["mod", "edit", "-json", file.path], in: folder)
            let reading = read(GoEcosystem(), ["go.mod": text])
            // Go's editor does not mind a file without a module, which nothing else could use.
            if reading.diagnostics.map(\.code) == ["go.missing-module"] { continue }
            #expect(
                reading.diagnostics.isEmpty == (answer.status == 0),
                "seed \(seed): \(reading.diagnostics)\n\(answer.output)\n\(text)")
            guard answer.status == 0, let package = reading.packages.first else { continue }
            let found = try JSONDecoder().decode(Answer.self, from: Data(answer.output.utf8))
            #expect(package.name == found.Module?.Path)
            let expected = (found.Require ?? []) + (found.Replace ?? []).map(\.New).filter { $0.Version != nil }
            #expect(
                package.requirements.map { "\($0.package) \($0.requirement ?? "")" }
                    == expected.map { "\($0.Path) \($0.Version ?? "")" }, "seed \(seed)\n\(text)")
        }
    }

    private static func text(using random: inout some RandomNumberGenerator) -> String {
        let paths = ["example.com/a", "example.com/b/v2", "gopkg.in/c.v1", "\"example.com/d\"", "example.com/e/v1"]
        let versions = [
            "v1.2.3", "v0.1.0", "v2.0.0", "v2.0.0+incompatible", "v0.0.0-20200101000000-abcdef123456", "1.0.0",
        ]
        func one(_ all: [String]) -> String { all.randomElement(using: &random) ?? "" }
        // Mostly what goes together.
        func pair() -> String {
            if Int.random(in: 0..<12, using: &random) == 0 { return "\(one(paths)) \(one(versions))" }
            return one([
                "example.com/a v1.2.3", "example.com/b/v2 v2.1.0", "gopkg.in/c.v1 v1.0.0-rc.1",
                "\"example.com/d\" v0.1.0",
            ])
        }
        func retraction() -> String { one(["v1.0.0", "[v1.0.0, v1.1.0]", "[v1.0.0,v1.1.0]"]) }
        func replacement() -> String {
            one(["example.com/a", "example.com/b/v2 v2.0.0"]) + " => " + one(["./x", "../y", pair(), "z"])
        }
        var text = one([
            "module example.com/m\n", "module example.com/m\n", "module \"example.com/m\" // m\n",
            "// c\nmodule example.com/m\r\n",
        ])
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let verb = one(["require", "exclude", "retract", "replace"])
            func make() -> String {
                verb == "retract" ? retraction() : verb == "replace" ? replacement() : pair()
            }
            if Bool.random(using: &random) {
                let lines = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    "\t" + make() + one(["", " // indirect", "  ", "\r"]) + "\n"
                }
                text += "\(verb) (\n" + lines.joined(separator: one(["", "\n", "// c\n"])) + ")\n"
            } else {
                text += verb + one([" ", "\t"]) + make() + "\n"
            }
        }
        text += one(["", "", "go 1.18\n", "unknown x\n", "require (", ")"])
        if Int.random(in: 0..<4, using: &random) == 0 {
            let at = text.index(text.startIndex, offsetBy: Int.random(in: 0..<text.count, using: &random))
            text.insert(contentsOf: one(["(", ")", " ", "\n", "/*", "//", "\"", "`", ",", "[", "x", "=>"]), at: at)
        }
        return text
    }
}
