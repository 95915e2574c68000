import Foundation
import ReleaseEngine
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Names of folders, files and references")
struct FileNamesTests {
    private static let names = [
        "é", "è", "e", "_", "a b", "a/b", "a_b", "a:b", "@scope/pkg", "@scope_pkg", "核", "心", ".", "..", "", "x\ny",
        "a--0123456789ab", String(repeating: "x", count: 300), String(repeating: "x", count: 301), "con", "-", "~",
    ]

    @Test("No two names collide, and each is one path component")
    func oneToOne() {
        let made = Self.names.map(\.asFileName)
        #expect(Set(made).count == Self.names.count)
        for name in made {
            #expect(name.utf8.count <= 200 && !name.isEmpty && name != "." && name != ".." && !name.contains("/"))
        }
    }

    @Test(
        "Plain names stay as they are", arguments: ["core", "my_lib-2.x", "Contoso.Core", "a..b", "a.lock", "a.part"])
    func plain(name: String) { #expect(name.asFileName == name) }

    @Test(
        "Every name is part of a reference that git accepts",
        arguments: names + ["a.lock", "a..b", ".x", "x.", "@", "a[b]"])
    func references(name: String) throws {
        let part = name.asReferencePart
        let forbidden = part.contains { "~^:?*[\\ ".contains($0) || $0.isNewline }
        #expect(!forbidden && !part.contains("..") && !part.hasSuffix(".lock"))
        #expect(!part.hasPrefix(".") && !part.hasSuffix(".") && part != "@" && !part.isEmpty)
    }

    @Test("No two names become one reference")
    func oneReferenceEach() {
        let all = Self.names + ["a.lock", "a..b", "a.b", ".x", "x.", "x", "@", "a[b]", "a_b_"]
        #expect(Set(all.map(\.asReferencePart)).count == all.count)
    }

    @Test("Names that some file systems treat as equal get different file names")
    func folded() {
        let originals = ["Core", "core", "CORE", "lib"]
        let names = FileNames(originals)
        #expect(Set(originals.map { names[$0].lowercased() }).count == 4)
        #expect(names["lib"] == "lib" && names["CORE"] == "CORE")
        #expect(FileNames(["core"])["core"] == "core")
    }

    @Test("Logs of two steps are two files, and keep their plain names where these don't collide")
    func logs() throws {
        let scene = try Scene()
        let folders = RunFolders(run: "r1", state: "/s", plan: scene.plan)
        #expect(folders.log(of: "gate:core/test", attempt: 1) == "/s/logs/r1/gate_core_test.1.log")
        let logs = Set(scene.plan.steps.map { folders.log(of: $0.id, attempt: 1) })
        #expect(logs.count == scene.plan.steps.count)
        let names = FileNames(["gate:é/t", "gate:è/t"], isShort: true)
        #expect(names["gate:é/t"] != names["gate:è/t"])
    }
}
