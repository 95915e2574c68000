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

    @Test("A valid example is accepted", arguments: files("valid"))
    func valid(file: String) throws {
        _ = try readConfiguration(try bytes(file), file: file, publications: shapes, workspace: "w")
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
