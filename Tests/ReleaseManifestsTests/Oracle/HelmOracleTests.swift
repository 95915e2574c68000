import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

private let library = "/usr/share/gocode/src/github.com/Masterminds/semver"

/// The answers of the Go package that Helm itself uses, from Debian's `golang-github-masterminds-semver-dev`.
@Suite(
    "Helm's constraints beside Masterminds/semver",
    .enabled(
        if: OutsideTool.isInstalled("go") && FileManager.default.fileExists(atPath: library),
        "go or golang-github-masterminds-semver-dev is not installed"))
struct HelmOracleTests {
    @Test("Random constraints accept the same versions")
    func random() throws {
        var random = SeededGenerator(seed: 71)
        let questions = (0..<20_000).map { _ in
            (RandomRequirement.helm(using: &random), RandomRequirement.semanticVersion(using: &random))
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("helm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(HelmOracleTests.program.utf8).write(to: folder.appendingPathComponent("main.go"))
        let environment = try #require(OutsideTool("env"))
        let answers = try environment.run(
            [
                "GO111MODULE=off", "GOPATH=/usr/share/gocode", "GOCACHE=\(folder.path)/cache", "GOFLAGS=", "go", "run",
                "main.go",
            ],
            input: questions.map { "\($0)\t\($1)\n" }.joined(), in: folder
        ).output.split(separator: "\n")
        try #require(answers.count == questions.count)
        for ((requirement, text), answer) in zip(questions, answers) {
            let version = try #require(Version(semantic: text))
            let own = HelmEcosystem().accepts(requirement: requirement, version: version)
            #expect((own.map { $0 ? "1" : "0" } ?? "!") == answer, "'\(requirement)' and \(text)")
        }
    }

    private static let program = """
        package main

        import (
            "bufio"
            "fmt"
            "os"
            "strings"

            "github.com/Masterminds/semver"
        )

        func main() {
            lines := bufio.NewScanner(os.Stdin)
            for lines.Scan() {
                parts := strings.SplitN(lines.Text(), "\\t", 2)
                constraint, err := semver.NewConstraint(parts[0])
                if err != nil {
                    fmt.Println("!")
                    continue
                }
                version, err := semver.NewVersion(parts[1])
                if err == nil && constraint.Check(version) {
                    fmt.Println("1")
                } else {
                    fmt.Println("0")
                }
            }
        }
        """
}
