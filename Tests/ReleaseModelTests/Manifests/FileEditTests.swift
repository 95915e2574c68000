import Foundation
import ReleaseModel
import Testing

@Suite("Edits as JSON")
struct FileEditTests {
    private func json(_ edit: FileEdit, _ schema: PlanSchema) throws -> String {
        String(decoding: try encodeJSON(edit, isPretty: false, planSchema: schema), as: UTF8.self)
    }

    private func edit(_ text: String) throws -> FileEdit { try decodeJSON(FileEdit.self, from: Data(text.utf8)) }

    @Test(
        "A change is two texts in the first schema, and named in the second",
        arguments: [
            (
                "cargo", FileEdit.Change.set(from: "1", to: "2"),
                #"{"ecosystem":"cargo","file":"f","from":"1","key":"k","to":"2"}"#,
                #"{"change":"set","ecosystem":"cargo","file":"f","from":"1","key":"k","to":"2"}"#
            ),
            (
                "npm", .set(from: "", to: "^1"), #"{"ecosystem":"npm","file":"f","from":"","key":"k","to":"^1"}"#,
                #"{"change":"set","ecosystem":"npm","file":"f","from":"","key":"k","to":"^1"}"#
            ),
            (
                "versions-toml", .setToCommit(from: "a", of: "core"),
                #"{"ecosystem":"versions-toml","file":"f","from":"a","key":"k","to":"{commit:core}"}"#,
                #"{"change":"set-to-commit","component":"core","ecosystem":"versions-toml","file":"f","from":"a","key":"k"}"#
            ),
            (
                "changelog", .add("x"), #"{"ecosystem":"changelog","file":"f","from":"","key":"k","to":"x"}"#,
                #"{"change":"add","ecosystem":"changelog","file":"f","key":"k","to":"x"}"#
            ),
            (
                "release-please-manifest", .add("1"),
                #"{"ecosystem":"release-please-manifest","file":"f","from":"","key":"k","to":"1"}"#,
                #"{"change":"add","ecosystem":"release-please-manifest","file":"f","key":"k","to":"1"}"#
            ),
            (
                "version-file", .create("1"),
                #"{"ecosystem":"version-file","file":"f","from":"","key":"k","to":"1"}"#,
                #"{"change":"create","ecosystem":"version-file","file":"f","key":"k","to":"1"}"#
            ),
            (
                "change-file", .remove("ab"),
                #"{"ecosystem":"change-file","file":"f","from":"ab","key":"k","to":""}"#,
                #"{"change":"remove","ecosystem":"change-file","file":"f","from":"ab","key":"k"}"#
            ),
        ])
    func spelled(ecosystem: String, change: FileEdit.Change, first: String, second: String) throws {
        let one = FileEdit(ecosystem: EcosystemName(ecosystem), file: "f", key: "k", change: change)
        #expect(try json(one, .first) == first && json(one, .second) == second)
        #expect(try edit(first) == one && edit(second) == one)
    }

    @Test(
        "A change that two texts would not say, an unknown one, and one without its texts are refused",
        arguments: [
            #"{"change":"add","ecosystem":"cargo","file":"f","key":"k","to":"x"}"#,
            #"{"change":"set","ecosystem":"version-file","file":"f","from":"","key":"k","to":"1"}"#,
            #"{"change":"set","ecosystem":"versions-toml","file":"f","from":"a","key":"k","to":"{commit:b}"}"#,
            #"{"change":"append","ecosystem":"changelog","file":"f","key":"k","to":"x"}"#,
            #"{"change":"set","ecosystem":"cargo","file":"f","key":"k","to":"x"}"#,
            #"{"ecosystem":"cargo","file":"f","key":"k","to":"x"}"#,
        ])
    func refused(text: String) { #expect(throws: DecodingError.self) { try edit(text) } }

    @Test("The fields of a planned edit stand beside its repository", arguments: PlanSchema.allCases)
    func planned(schema: PlanSchema) throws {
        let one = PlannedEdit(
            repository: "r", edit: FileEdit(ecosystem: "changelog", file: "f", key: "k", change: .add("x")))
        let data = try encodeJSON(one, isPretty: false, planSchema: schema)
        #expect(try decodeJSON(PlannedEdit.self, from: data) == one)
        let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: String])
        #expect(fields["repository"] == "r" && fields["file"] == "f" && fields["to"] == "x")
        #expect(fields["change"] == (schema == .first ? nil : "add"))
        #expect(fields["from"] == (schema == .first ? "" : nil))
    }
}
