import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// NuGet is judged by its documentation's rules here, since no .NET is at hand to ask.
@Suite("NuGet packages")
struct NuGetTests {
    private let ecosystem = NuGetEcosystem()

    @Test("Versions are in NuGet's order")
    func order() throws {
        let ordered = [
            "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-Alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2",
            "1.0.0-beta.11", "1.0.0-rc.1", "1.0", "1.0.0.1", "1.0.1", "1.10", "2",
        ]
        for (low, high) in zip(ordered, ordered.dropFirst()) {
            let (low, high) = (try #require(NuGetVersion(low)), try #require(NuGetVersion(high)))
            #expect(low < high && !(high < low))
        }
        #expect(NuGetVersion("1.0-RC") == NuGetVersion("1.0.0.0-rc+build"))
    }

    @Test(
        "A program that builds the repository is not published",
        arguments: [
            ("build", "<OutputType>Exe</OutputType>", "", "build"),
            ("eng/tools", "<OutputType>exe</OutputType>", "", "eng"),
            ("tools/x", "<OutputType>Exe</OutputType>", "Nuke.Common", "Nuke.Common"),
            ("x", "<OutputType>Exe</OutputType>", "Cake.Frosting", "Cake.Frosting"),
            ("src/app", "<OutputType>Exe</OutputType>", "", nil), ("build", "", "", nil),
            ("build", "<OutputType>Exe</OutputType><PackAsTool>true</PackAsTool>", "", nil),
            ("build", "<OutputType>Exe</OutputType><PackageId>Acme.Build</PackageId>", "", nil),
        ] as [(String, String, String, String?)])
    func buildProgram(folder: String, properties: String, package: String, reason: String?) {
        let item =
            package.isEmpty ? "" : "<ItemGroup><PackageReference Include=\"\(package)\" Version=\"1.0\"/></ItemGroup>"
        let text = "<Project><PropertyGroup><Version>0.1.0</Version>\(properties)</PropertyGroup>\(item)</Project>"
        let found = ecosystem.read(["\(folder)/_build.csproj": Array(text.utf8)]).packages.first
        #expect(found != nil && (found?.unpublishedBy != nil) == (reason != nil))
        if let reason { #expect(found?.unpublishedBy?.contains(reason) == true) }
    }

    @Test(
        "A requirement accepts what NuGet's documentation says",
        arguments: [
            ("1.0", "1.0.0", true), ("1.0", "2.0.0", true), ("1.0", "0.9.0", false), ("(1.0,)", "1.0.0", false),
            ("(1.0,)", "1.0.1", true), ("[1.0]", "1.0.0", true), ("[1.0]", "1.0.1", false), ("(,1.0]", "1.0.0", true),
            ("(,1.0)", "1.0.0", false), ("[1.0,2.0]", "2.0.0", true), ("(1.0,2.0)", "1.5.0", true),
            ("[1.0,2.0)", "2.0.0", false), ("[1.0,2.0)", "2.0.0-rc.1", true), ("1.*", "1.9.0", true),
            ("1.*", "2.0.0", false),
            ("1.*", "1.9.0-rc.1", false), ("1.*-*", "1.9.0-rc.1", true), ("*", "7.0.0", true), ("*-*", "7.0.0-a", true),
            ("1.0.0-*", "1.0.0-beta", true), ("1.0.0-*", "1.0.0", true), ("1.0.0-*", "1.0.1", false),
            ("1.0.0-rc.*", "1.0.0-rc.2", true), ("1.0.0-rc.*", "1.0.0-beta.2", false),
        ])
    func accepts(requirement: String, version: String, isAccepted: Bool) throws {
        #expect(ecosystem.accepts(requirement: requirement, version: try #require(Version(version))) == isAccepted)
    }

    @Test(
        "An invalid requirement is not understood",
        arguments: [
            "", "(1.0)", "[1.0", "[2.0,1.0]", "[1.0,1.0)", "1.*.2", "1.2.3.4.5", "$(X)", "1.0-", "a", "[1.*,2)",
        ])
    func unknown(requirement: String) {
        #expect(ecosystem.accepts(requirement: requirement, version: Version(1, 0, 0)) == nil)
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: Version(1, 0, 0)) == nil)
    }

    @Test(
        "A requirement follows a version and keeps its style",
        arguments: [
            ("1.2", "1.3.0", "1.3"), ("1.2", "1.3.1", "1.3.1"), ("1.2.0", "2.0.0", "2.0.0"), ("1.2", "1.2.0", "1.2"),
            ("1.2.0", "1.3.0-rc.1", "1.3.0-rc.1"), ("[1.2]", "1.3.0", "[1.3.0]"), ("[1.0,2.0)", "2.1.0", "[1.0,3.0)"),
            ("[1.0,2.0)", "1.9.0", "[1.0,2.0)"), ("1.*", "2.1.0", "2.*"), ("1.2.*", "2.1.0", "2.1.*"),
            ("1.*", "2.1.0-rc.1", "2.1.0-*"), ("1.*-*", "2.1.0-rc.1", "2.*-*"), ("1.0.0-*", "1.1.0-rc.1", "1.1.0-*"),
            ("(,1.0]", "1.1.0", "(,1.1.0]"),
        ])
    func rewritten(requirement: String, version: String, expected: String) throws {
        let version = try #require(Version(version))
        #expect(ecosystem.rewritten(requirement: requirement, toFollow: version) == expected)
        #expect(ecosystem.accepts(requirement: expected, version: version) == true)
    }

    @Test("A rewritten or new requirement accepts its version, and is then left alone", arguments: 0..<20)
    func follows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let version = try #require(Version(RandomRequirement.semanticVersion(using: &random)))
            let forms = [
                RandomRequirement.mavenRange(using: &random), RandomRequirement.number(2, using: &random),
                RandomRequirement.number(1, using: &random) + ".*", RandomRequirement.number(3, using: &random) + "-*",
            ]
            for form in forms {
                guard let new = ecosystem.rewritten(requirement: form, toFollow: version) else { continue }
                #expect(ecosystem.accepts(requirement: new, version: version) == true, "\(form) → \(new)")
                #expect(ecosystem.rewritten(requirement: new, toFollow: version) == new)
            }
            for policy in RequirementPolicy.allCases {
                let new = NuGetRequirement.written(policy, for: version)
                #expect(ecosystem.accepts(requirement: new, version: version) == true, "\(new)")
            }
        }
    }

    @Test("Test projects and projects that are never packed are test material, unless something is built from them")
    func samples() {
        let hidden = "<PropertyGroup><IsPackable>false</IsPackable></PropertyGroup>"
        let reading = read(
            ecosystem,
            [
                "a/A.csproj": "<Project>\(hidden)</Project>", "b/B.csproj": "<Project>\(hidden)</Project>",
                "c/C.csproj": "<Project><ItemGroup><ProjectReference Include='..\\b\\B.csproj'/></ItemGroup></Project>",
            ])
        #expect(reading.packages.filter(\.isSample).map(\.name) == ["A"])
        #expect(reading.package("C")?.requirements.map(line) == ["B normal - b -"])
    }

    @Test("A reference to a project is packed as a requirement of its version, unless it is private or builds only")
    func packedReferences() throws {
        func reference(_ metadata: String) throws -> String? {
            let files = [
                "b/B.csproj": "<Project/>",
                "c/C.csproj":
                    "<Project><ItemGroup><ProjectReference Include='..\\b\\B.csproj' \(metadata)/></ItemGroup></Project>",
            ]
            return try #require(read(ecosystem, files).package("C")?.requirements.first).publishedAs
        }
        #expect(try reference("") == "{version}")
        #expect(try reference("PrivateAssets='All'") == nil)
        #expect(try reference("ReferenceOutputAssembly='false'") == nil)
    }

    @Test("A Visual Studio 2003 project is not an error, since nothing builds it any more")
    func ancient() {
        let reading = read(ecosystem, ["A.csproj": "<VisualStudioProject/>"])
        #expect(reading.diagnostics.map(\.severity) == [.warning] && reading.packages.isEmpty)
    }

    @Test("A file that is not a project is an error with its location")
    func faults() {
        let reading = read(ecosystem, ["A.csproj": "<project/>", "b/B.nuspec": "<package/>", "tests/C.csproj": "<a>"])
        #expect(
            reading.faults == [
                "nuget.no-project A.csproj:1:1", "nuget.missing-id b/B.nuspec:1:1",
                "xml.unclosed-element tests/C.csproj:1:1",
            ])
        #expect(reading.diagnostics.last?.severity == .warning)
    }
}
