import Foundation
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// Five repositories of Python packages: core ← left, right ← app, and tools by itself. Each is released to three targets:
/// its git remote, a folder, and a Python index.
struct CrashTemplate {
    let fixture: Fixture

    /// Writes a wheel, the same bytes each time, and a file that takes a while to copy.
    private static let build = """
        import random, sys
        \(wheelScript)
        with open(f"{folder}/{name}.bin", "wb") as file:
            file.write(random.Random(version).randbytes(3 << 20))

        """

    /// - Parameter names: Only these repositories; nil: all.
    init(only names: Set<String>? = nil) async throws {
        fixture = try Fixture()
        let requirements = [
            "core": [], "left": ["core>=1,<2"], "right": ["core>=1,<2"], "app": ["left>=1,<2", "right>=1,<2"],
            "tools": [String](),
        ]
        for (name, needs) in requirements.sorted(by: { $0.key < $1.key }) where names?.contains(name) != false {
            let list = needs.map { "\"\($0)\"" }.joined(separator: ", ")
            try await fixture.repository(
                name,
                [
                    "pyproject.toml":
                        "[project]\nname = \"\(name)\"\nversion = \"1.0.0\"\ndependencies = [\(list)]\n",
                    "make.py": CrashTemplate.build, ".gitignore": "dist/\n",
                ])
        }
        for (name, message) in [("core", "feat!: break"), ("tools", "fix: mend")] where names?.contains(name) != false {
            try await fixture.commit(message, ["\(name).py": "x = 1\n"], in: name)
            try await fixture.push(name)
        }
    }

    /// - Parameters:
    ///   - simple: The address of an index that serves the simple API; `upload`: the one that takes uploads.
    ///   - store: libpq's connection string of the PostgreSQL server that keeps the runs; nil: SQLite does.
    static func configuration(simple: String, upload: String, store: String?) -> String {
        """
        workspace: crash
        \(store.map { "store: { postgresql: \"\($0)\" }" } ?? "")
        defaults:
          cascade: always
          gates: [{ name: test, run: [sh, -c, "echo 1..1"] }]
          build:
            run: [python3, -I, make.py, "{component}", "{version}", "x = 1", dist]
            artifacts: [dist/*.whl, dist/*.bin]
          publish:
            - { to: folder, path: ../published }
            - { to: python-index, index: "\(simple)", upload: "\(upload)" }

        """
    }
}
