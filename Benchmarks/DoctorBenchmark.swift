import Foundation
import ReleaseAdapters
import ReleasePorts

/// `slipway doctor --json` on one repository with 10,000 tags, each on a commit of its own that changes the version; every
/// hundredth tag's tree says another version. The limit is what git takes to give out the same trees' manifests.
struct DoctorBenchmark {
    let program: String
    let folder: String

    private let tags = 10_000
    private let runner = ProcessRunner()

    func run() async throws {
        try await succeed(["git", "init", "--quiet", "--initial-branch=main", folder], runner: runner)
        try await succeed(["git", "-C", folder, "fast-import", "--quiet"], input: stream(), runner: runner)
        try await succeed(["git", "-C", folder, "pack-refs", "--all"], runner: runner)
        try await succeed(["git", "-C", folder, "reset", "--quiet", "--hard"], runner: runner)
        let command = [program, "doctor", "--json", "-C", folder]
        let first = try await runner.run(Command(command))
        let found = try differing(first.output)
        guard found == tags / 100 else {
            throw Failed(arguments: command, said: "\(found) tags were found to differ, not \(tags / 100)")
        }
        var doctor = Measurement()
        var floor = Measurement()
        for _ in 0..<5 {
            try await doctor.take { _ = try await runner.run(Command(command)) }
            try await floor.take { try await succeed(["sh", "-c", reading], in: folder, runner: runner) }
        }
        show("## Comparing tags with their trees")
        show("")
        show(
            "\(tags) tags in one repository, \(found) of them on a tree with another version, all found. Page cache warm, "
                + "alternating, median of 5 (fastest–slowest).")
        show("")
        show("| what | seconds |")
        show("| --- | --- |")
        show("| the limit: the manifests of all tags through one `git cat-file --batch` | \(floor.shown) |")
        show("| `slipway doctor --json`, goal 2.00 | \(doctor.shown) |")
        show("")
    }

    private var reading: String {
        "git for-each-ref --format='%(refname):Cargo.toml' refs/tags | git cat-file --batch >/dev/null"
    }

    private func differing(_ json: [UInt8]) throws -> Int {
        struct Finding: Decodable { var code: String }
        struct Report: Decodable { var findings: [Finding] }
        return try JSONDecoder().decode(Report.self, from: Data(json)).findings.count {
            $0.code == "tag.version-differs"
        }
    }

    /// Versions 0.0.0, 0.0.1, … 0.1.0, … as people count them, ten patches and a hundred minors each.
    private func stream() -> [UInt8] {
        var text = ""
        for number in 0..<tags {
            let version = "\(number / 1_000).\(number / 10 % 100).\(number % 10)"
            let written = number % 100 == 99 ? "99.0.0" : version
            let manifest = """
                [package]
                name = "core"
                version = "\(written)"
                edition = "2021"
                publish = false
                description = "A crate whose history is long"

                [dependencies]
                serde = { version = "1.0", features = ["derive"] }
                tokio = { version = "1.38", features = ["full"] }

                """
            text += "commit refs/heads/main\ncommitter Ada <ada@example.org> \(1_600_000_000 + number * 600) +0000\n"
            let message = "chore(release): \(version)"
            text += "data \(message.utf8.count)\n\(message)\n"
            text += "M 100644 inline Cargo.toml\ndata \(manifest.utf8.count)\n\(manifest)\n"
            text += "reset refs/tags/v\(version)\nfrom refs/heads/main\n\n"
        }
        return Array((text + "done\n").utf8)
    }
}
