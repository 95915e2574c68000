import Foundation
import ReleaseConfig
import ReleaseModel
import Testing

/// The same files are held against the JSON Schema by `Scripts/check-schema`.
@Suite("Example configurations")
struct ExampleTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Examples")

    private static func files(_ kind: String) -> [String] {
        let names =
            (try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(kind).path)) ?? []
        return names.sorted().map { "\(kind)/\($0)" }
    }

    private func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: ExampleTests.folder.appendingPathComponent(file)))
    }

    @Test("There are examples of both kinds")
    func some() { #expect(ExampleTests.files("valid").count >= 4 && ExampleTests.files("invalid").count >= 15) }

    @Test("A valid example is accepted, and means what it says", arguments: files("valid"))
    func valid(file: String) throws {
        let reading = try readConfiguration(try bytes(file), file: file, publications: shapes, workspace: "w")
        #expect(reading.warnings.isEmpty)
        let found = reading.configuration
        var expected = WorkspaceConfiguration(workspace: "w")
        switch file {
        case "valid/anchors.yaml":
            #expect(found.defaults.gates.map(\.name) == ["test"])
            #expect(found.defaults.gates.map(\.run) == [["make", "test"]])
            expected.defaults.gates = found.defaults.gates
        case "valid/empty-mapping.yaml": break
        case "valid/postgresql.yaml":
            expected.workspace = "shared"
            expected.store = .postgresql("host=db.example.org dbname=releases user=slipway")
        case "valid/small.yaml": expected.workspace = "small"
        case "valid/whole.yaml":
            #expect(found.workspace == "bitcoin-commons" && found.repositoryRoot == "../repos")
            #expect(found.parallelism == 4 && found.secrets.contains("TOKEN") && found.setContent == .all)
            #expect(Set(found.components.keys) == ["consensus", "protocol", "node"])
            #expect(found.components["consensus"]?.publish.count == 4)
            #expect(found.components["node"]?.isIgnored == true)
            #expect(found.groups.map(\.name) == ["core"] && found.edgePolicies.map(\.policy) == [.never])
            return
        default: Issue.record("what \(file) means is not checked")
        }
        #expect(found == expected)
    }

    @Test("An invalid example is refused with its location", arguments: files("invalid"))
    func invalid(file: String) throws {
        let bytes = try bytes(file)
        let error = #expect(throws: UnreadableInput.self) {
            try readConfiguration(bytes, file: file, publications: shapes, workspace: "w")
        }
        let errors = error?.diagnostics.filter { $0.severity == .error } ?? []
        #expect(!errors.isEmpty && errors.allSatisfy { $0.place.file == file && $0.place.line > 0 })
    }
}
