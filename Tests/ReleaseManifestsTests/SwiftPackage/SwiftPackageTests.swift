import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Package.swift")
struct SwiftPackageTests {
    private let swift = SwiftEcosystem()

    private func requirements(_ dependencies: String) -> [String] {
        let text = "let package = Package(name: \"P\", dependencies: [\n\(dependencies)\n])"
        return read(swift, ["Package.swift": text]).package("P")?.requirements.map(line) ?? ["no package"]
    }

    @Test(
        "Each form of a dependency is read",
        arguments: [
            (#".package(url: "https://e.org/A.git", from: "1.2.3")"#, #"a normal from: "1.2.3" - dependencies.a"#),
            (#".package(url: "git@e.org:x/b", exact: "1.2.3")"#, #"b normal exact: "1.2.3" - dependencies.b"#),
            (
                #".package(url: "https://e.org/c/", .upToNextMinor(from: "1.2.3"))"#,
                #"c normal .upToNextMinor(from: "1.2.3") - dependencies.c"#
            ),
            (
                #".package(url: "https://e.org/d", "1.0.0"..<"2.0.0")"#,
                #"d normal "1.0.0"..<"2.0.0" - dependencies.d"#
            ),
            (#".package(id: "team.e", from: "1.0.0")"#, #"team.e normal from: "1.0.0" - dependencies.'team.e'"#),
            (#".package(url: "https://e.org/f", branch: "main")"#, "f normal - - -"),
            (#".package(url: "https://e.org/f", .revision("abc"))"#, "f normal - - -"),
            (#".package(path: "../g")"#, "g normal - ../g -"), (#".package(name: "H", path: "h")"#, "H normal - h -"),
            (
                #"Package.Dependency.package(name: "I", url: "https://e.org/i", from: "1.0.0")"#,
                #"I normal from: "1.0.0" - dependencies.I"#
            ),
            (
                "/* .package(path: \"no\") /* nested */ */ .package(url: \"https://e.org/j\", // why\n from: \"1.0.0\")",
                #"j normal from: "1.0.0" - dependencies.j"#
            ),
            (
                ".package(url: \"https://e.org/k\", \"1.0.0\"\n ..< \"2.0.0\")",
                "k normal \"1.0.0\"\n ..< \"2.0.0\" - -"
            ),
            (
                #".package(url: "https://e.org/l", from: "1.0.0", traits: [.defaults])"#,
                #"l normal from: "1.0.0" - dependencies.l"#
            ),
            (#".package(url: "https://e.org/\(m)", from: "1.0.0")"#, ""),
        ])
    func forms(text: String, expected: String) {
        #expect(requirements(text) == (expected.isEmpty ? [] : [expected]))
    }

    @Test("What only looks like a dependency is not one")
    func lookalikes() {
        let text = #"""
            // .package(path: "a")
            let text = ".package(path: \"b\")" + """
                .package(path: "c") \(.package(path: "d"))
                """ + #".package(path: "e")"#
            let package = Package(name: "P", products: [.executable(name: "p", targets: ["P"])],
                targets: [.target(name: "P", dependencies: [.product(name: "X", package: "x")])])
            """#
        let found = read(swift, ["Package.swift": text]).package("P")
        #expect(found?.requirements.map(line) == [])
        #expect(found?.binaries == ["p"])
    }

    @Test("Variants for other compilers belong to the same package")
    func variants() {
        let files = [
            "Package.swift": #"let package = Package(name: "P", dependencies: [.package(url: "u/a", from: "1.0.0")])"#,
            "Package@swift-5.9.swift":
                #"let package = Package(name: "P", dependencies: [.package(url: "u/a", from: "1.0.0")])"#,
        ]
        let packages = read(swift, files).packages
        #expect(packages.map(\.name) == ["P"])
        #expect(packages.first?.requirements.map(\.place.file) == ["Package.swift", "Package@swift-5.9.swift"])
    }

    @Test("An edit changes the version and nothing else")
    func edit() throws {
        let text = """
            let package = Package(name: "P", dependencies: [
                .package(url: "https://e.org/a", from: "1.0.0"),  // "1.0.0"
                .package(url: "https://e.org/a", from: "1.0.0"),
            ])
            """
        let after = try swift.edited(
            text, file: "Package.swift", "dependencies.a", from: "from: \"1.0.0\"", to: "from: \"2.0.0\"")
        #expect(after == text.replacingFirst("from: \"1.0.0\"", by: "from: \"2.0.0\""))
        let second = try swift.edited(
            after, file: "Package.swift", "dependencies.a[1]", from: "from: \"1.0.0\"", to: "from: \"2.0.0\"")
        #expect(second == after.replacingFirst("from: \"1.0.0\"", by: "from: \"2.0.0\""))
    }

    @Test(
        "A manifest that can't be read is an error",
        arguments: [
            ("Package(name: \"P", "swift.unreadable Package.swift:1:15"),
            ("/* x", "swift.unreadable Package.swift:1:1"),
            ("Package(name: \"P\"", "swift.unreadable Package.swift:1:8"), ("a)", "swift.unreadable Package.swift:1:2"),
            ("Package(name: name)", "swift.no-name Package.swift:1:1"),
        ])
    func broken(text: String, fault: String) {
        #expect(read(swift, ["Package.swift": text]).faults == [fault])
    }

    @Test(
        "A requirement accepts what Swift accepts",
        arguments: [
            (#"from: "1.2.3""#, ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0", "1.3.0-rc.1", "2.0.0-rc.1"]),
            (#"from: "0.1.0""#, ["0.9.0"], ["1.0.0"]),
            (#"from: "1.0.0-beta.1""#, ["1.0.0-beta.2", "1.5.0-rc.1"], ["1.0.0-alpha", "2.0.0-rc.1"]),
            (#".upToNextMinor(from: "1.2.3")"#, ["1.2.9"], ["1.3.0"]), (#"exact: "1.2.3""#, ["1.2.3"], ["1.2.4"]),
            (#""1.0.0"..<"2.0.0""#, ["1.9.9"], ["2.0.0"]), (#""1.0.0"..."1.9.9""#, ["1.9.9"], ["1.9.10"]),
        ])
    func accepted(requirement: String, yes: [String], no: [String]) {
        #expect(
            yes.filter { Version($0).flatMap { swift.accepts(requirement: requirement, version: $0) } != true } == [])
        #expect(
            no.filter { Version($0).flatMap { swift.accepts(requirement: requirement, version: $0) } != false } == [])
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            (#"from: "1.2.3""#, "1.3.0", #"from: "1.3.0""#), (#"exact: "1.2.3""#, "2.0.0", #"exact: "2.0.0""#),
            (#".upToNextMinor(from: "1.2.3")"#, "1.3.0", #".upToNextMinor(from: "1.3.0")"#),
            (#""1.0.0"..<"2.0.0""#, "1.5.0", #""1.0.0"..<"2.0.0""#),
            (#""1.0.0"..<"2.0.0""#, "2.5.0", #""1.0.0"..<"3.0.0""#),
            (#""1.0.0"..."1.9.9""#, "2.5.0", #""1.0.0"..."2.5.0""#),
            (#""1.0.0"..<"2.0.0""#, "0.5.0", #""0.5.0"..<"2.0.0""#),
        ])
    func followed(requirement: String, version: String, expected: String) throws {
        #expect(swift.rewritten(requirement: requirement, toFollow: try #require(Version(version))) == expected)
    }

    @Test(
        "A branch or something computed is not understood",
        arguments: ["branch: \"main\"", "from: v", "from: \"1.2\"", "", "\"2.0.0\"..<\"1.0.0\""])
    func notUnderstood(requirement: String) {
        #expect(swift.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
        #expect(swift.rewritten(requirement: requirement, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test("A rewritten requirement accepts the version, and rewriting it again changes nothing", arguments: 0..<40)
    func alwaysAccepts(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let requirement = RandomRequirement.swift(using: &random)
            let version = try #require(Version(RandomRequirement.semanticVersion(using: &random)))
            let answer = try #require(
                swift.rewritten(requirement: requirement, toFollow: version),
                "seed \(seed): '\(requirement)' \(version)")
            #expect(
                swift.accepts(requirement: answer, version: version) == true,
                "seed \(seed): '\(requirement)' for \(version) became '\(answer)'")
            #expect(
                swift.rewritten(requirement: answer, toFollow: version) == answer,
                "seed \(seed): '\(requirement)' for \(version) became '\(answer)'")
        }
    }
}
