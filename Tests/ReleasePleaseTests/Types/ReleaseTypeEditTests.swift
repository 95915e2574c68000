import ReleaseManifests
import ReleaseModel
import ReleasePlease
import Testing

@Suite("Edits of release types")
struct ReleaseTypeEditTests {
    @Test("A release changes the versions of its files and no other byte", arguments: releaseTypeCases)
    func edits(one: ReleaseTypeCase) throws {
        let after = try one.released(one.before).mapValues { String(decoding: $0, as: UTF8.self) }
        #expect(after.keys.sorted() == one.after.keys.sorted())
        for (file, text) in one.after { #expect(after[file] == text, "\(file)") }
    }

    @Test("Files with CRLF line endings are edited the same way", arguments: releaseTypeCases)
    func carriageReturns(one: ReleaseTypeCase) throws {
        let before = one.before.mapValues { Array(String(decoding: $0, as: UTF8.self).withCarriageReturns.utf8) }
        let after = try one.released(before).mapValues { String(decoding: $0, as: UTF8.self) }
        for (file, text) in one.after where before[file] != nil {
            #expect(after[file] == text.withCarriageReturns, "\(file)")
        }
    }

    @Test(
        "A package without its files has no edits, except for the version file of simple",
        arguments: allReleaseTypes.map(\.name))
    func withoutFiles(name: ReleaseTypeName) throws {
        let type = try #require(releaseType(named: name))
        var package = ReleasePleasePackage(path: "a", releaseType: name)
        package.component = "core"
        #expect(type.files(of: package, among: ["b/package.json", "ab/Cargo.toml"]).isEmpty)
        let edits = try type.edits(of: package, from: nil, to: Version(1, 0, 0), versions: [:], files: [:])
        let made = FileEdit(ecosystem: .versionFile, file: "a/version.txt", key: "version", change: .create("1.0.0"))
        #expect(edits == (name == "simple" ? [made] : []))
    }

    @Test(
        "A file that can't be read is an error with its place",
        arguments: [
            ("node", "package.json", "{"), ("rust", "Cargo.toml", "[package"), ("python", "pyproject.toml", "a = ="),
            ("helm", "Chart.yaml", "a: [b"), ("dart", "pubspec.yaml", "a: [b"), ("php", "composer.json", "{"),
            ("maven", "pom.xml", "<project>"), ("sfdx", "sfdx-project.json", "["), ("nuget", "a.csproj", "<Project>"),
            ("ruby", "Gemfile.lock", "<<<<<<< HEAD\n"),
        ])
    func unreadable(name: String, file: String, text: String) throws {
        let type = try #require(releaseType(named: ReleaseTypeName(name)))
        var package = ReleasePleasePackage(path: ".", releaseType: type.name)
        package.component = "core"
        #expect {
            try type.edits(
                of: package, from: nil, to: Version(1, 0, 0), versions: [:], files: [file: Array(text.utf8)])
        } throws: { error in
            guard case .unreadable(let diagnostics)? = error as? EditError else { return false }
            return diagnostics.allSatisfy { $0.place.file == file }
        }
    }

    @Test("Files that a type does not name are ignored", arguments: releaseTypeCases)
    func foreign(one: ReleaseTypeCase) throws {
        let type = try #require(releaseType(named: one.type))
        let version = Version(1, 3, 0)
        let own = one.before.filter { type.files(of: one.package, among: Set(one.before.keys)).contains($0.key) }
        let more = one.before.merging(["x.java": Array("1.2.3 // x-release-please-version\n".utf8)]) { $1 }
        let edits = try type.edits(of: one.package, from: one.from, to: version, versions: one.versions, files: own)
        #expect(
            try type.edits(of: one.package, from: one.from, to: version, versions: one.versions, files: more) == edits)
    }

    @Test("A crate with the workspace's version has a note with its location; the workspace itself has none")
    func inherited() throws {
        let type = try #require(releaseType(named: "rust"))
        let crate = Array("[package]\nname = \"a\"\nversion.workspace = true\n".utf8)
        let root = Array("[package]\nname = \"r\"\nversion.workspace = true\n[workspace]\n".utf8)
        let files = ["a/Cargo.toml": crate, "Cargo.toml": root]
        let notes = type.notes(of: ReleasePleasePackage(path: "a", releaseType: "rust"), files: files)
        #expect(notes.count == 1 && notes[0].hasPrefix("a/Cargo.toml:3:"), "\(notes)")
        #expect(type.notes(of: ReleasePleasePackage(path: ".", releaseType: "rust"), files: files).isEmpty)
    }

    @Test("A version file without a version is an error, and its text is not lost")
    func noVersion() throws {
        let type = try #require(releaseType(named: "simple"))
        let package = ReleasePleasePackage(path: ".", releaseType: "simple")
        #expect {
            try type.edits(
                of: package, from: nil, to: Version(1, 0, 0), versions: [:],
                files: ["version.txt": Array("see git".utf8)])
        } throws: { error in
            (error as? EditError)?.code == "edit.unsupported"
        }
    }

    @Test(
        "No release type fails without an error, whatever its files contain",
        arguments: allReleaseTypes.map(\.name))
    func damaged(name: ReleaseTypeName) throws {
        let type = try #require(releaseType(named: name))
        for one in releaseTypeCases where one.type == name {
            for (file, bytes) in one.before {
                for cut in stride(from: 0, to: bytes.count, by: 3) {
                    var files = one.before
                    files[file] = Array(bytes[..<cut]) + [0xFF, UInt8(truncatingIfNeeded: cut)] + bytes[cut...]
                    _ = type.packageName(of: one.package, in: files)
                    _ = try? one.released(files)
                }
            }
        }
    }
}

extension String {
    fileprivate var withCarriageReturns: String { replacing("\n", with: "\r\n") }
}
