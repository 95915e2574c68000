import Foundation
import ReleaseManifests
import ReleaseModel
import Testing

/// Repositories in shapes that occur, and everything that is read from them.
///
/// Each folder of `Golden` has the files in `in` and what is found in `reading.txt`; with `RECORD_GOLDEN=1` the latter
/// is written anew.
@Suite("Reading realistic repositories")
struct GoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Golden")

    @Test(
        "Readings of a repository match the recorded ones",
        arguments: [
            "blvm", "broken", "charts", "composer", "crates", "flit", "go", "gradle", "hatch", "images", "maturin",
            "maven", "npm-broken", "npm-workspace", "nuget", "pnpm-workspace", "poetry", "pub", "ruby", "setuptools",
            "swift-packages", "umbrella", "uv-lock", "uv-workspace", "version-files", "workspace", "yarn-workspace",
        ])
    func reading(name: String) throws {
        let files = try GoldenTests.files(of: name)
        let text = allEcosystems.map { one in
            render(one.read(GoldenTests.files(files, of: one)))
        }
        .joined()
        let recorded = GoldenTests.folder.appendingPathComponent("\(name)/reading.txt")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: recorded)
        }
        #expect(try String(contentsOf: recorded, encoding: .utf8) == text)
    }

    @Test(
        "Every version and requirement of a repository can be edited, alone",
        arguments: [
            "blvm", "charts", "composer", "crates", "flit", "go", "gradle", "hatch", "images", "maturin", "maven",
            "npm-workspace", "nuget", "pnpm-workspace", "poetry", "pub", "ruby", "setuptools", "swift-packages",
            "umbrella",
            "uv-lock", "uv-workspace", "version-files", "workspace", "yarn-workspace",
        ])
    func editing(name: String) throws {
        let files = try GoldenTests.files(of: name)
        for ecosystem in allEcosystems {
            let reading = ecosystem.read(GoldenTests.files(files, of: ecosystem))
            for package in reading.packages {
                for source in package.versionSources {
                    try check(source.key, source.value, to: "77.88.99", at: source.place, in: files, ecosystem)
                }
                for requirement in package.requirements {
                    guard let key = requirement.key, let value = requirement.requirement else { continue }
                    // Go's requirements stay within their major version.
                    let major = ecosystem.name == .go ? GoldenTests.major(of: value) : 77
                    let new = try #require(
                        ecosystem.rewritten(requirement: value, toFollow: Version(major, 88, 99)))
                    try check(key, value, to: new, at: requirement.place, in: files, ecosystem)
                }
            }
        }
    }

    private static func major(of version: String) -> Int {
        Int(version.dropFirst().prefix { $0 != "." }) ?? 0
    }

    private func check(
        _ key: String, _ value: String, to new: String, at place: Place, in files: [String: [UInt8]],
        _ ecosystem: any Ecosystem
    ) throws {
        let bytes = try #require(files[place.file])
        #expect(try ecosystem.find(key, in: place.file, bytes: bytes)?.text == value, "\(place) \(key)")
        let edit = FileEdit(ecosystem: ecosystem.name, file: place.file, key: key, from: value, to: new)
        let back = FileEdit(ecosystem: ecosystem.name, file: place.file, key: key, from: new, to: value)
        let after = try ecosystem.apply([edit], to: place.file, bytes: bytes)
        #expect(after.count - bytes.count == new.utf8.count - value.utf8.count, "\(place) \(key)")
        #expect(try ecosystem.apply([back], to: place.file, bytes: after) == bytes, "\(place) \(key)")
    }

    /// What an observer would hand to an ecosystem.
    private static func files(_ all: [String: [UInt8]], of ecosystem: any Ecosystem) -> [String: [UInt8]] {
        var files = all.filter { path, _ in ecosystem.isManifest(path: path) }
        for path in ecosystem.companions(of: files, among: Array(all.keys)) { files[path] = all[path] }
        return files
    }

    private static func files(of name: String) throws -> [String: [UInt8]] {
        let root = folder.appendingPathComponent("\(name)/in").path
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root) {
            if let bytes = FileManager.default.contents(atPath: "\(root)/\(path)"), !bytes.isEmpty {
                files[path] = Array(bytes)
            }
        }
        return files
    }

    private func render(_ reading: ManifestReading) -> String {
        var lines: [String] = []
        for package in reading.packages {
            lines.append(
                "\(package.ecosystem) '\(package.name)' in \(package.path), \(package.manifest)"
                    + (package.isSample ? ", sample" : ""))
            for source in package.versionSources {
                lines.append("    version \(source.value) at \(source.key), \(source.place)")
            }
            for one in package.requirements {
                var text = "    \(one.kind.rawValue) \(one.package)"
                if let requirement = one.requirement { text += " '\(requirement)'" }
                if let path = one.path { text += " from \(path)" }
                lines.append(text + (one.key.map { " at \($0)" } ?? "") + ", \(one.place)")
            }
            if !package.binaries.isEmpty { lines.append("    binaries \(package.binaries.joined(separator: " "))") }
        }
        for one in reading.diagnostics {
            lines.append("\(one.severity.rawValue) \(one.code), \(one.place): \(one.message)")
            if !one.excerpt.isEmpty { lines.append("    > " + one.excerpt) }
            if let suggestion = one.suggestion { lines.append("    \(suggestion)") }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
