import ReleaseManifests
import ReleaseModel
import Testing

@Suite("Edits of Cargo manifests")
struct CargoEditingTests {
    private let cargo = CargoEcosystem()

    @Test("Setting the package's version leaves every other key named version alone")
    func ownVersionOnly() throws {
        let text = """
            [dependencies]
            a = { version = "0.1.0", features = ["x"] } # version = "0.1.0"
            [package] # the package
            version   =  "0.1.0"   # keep me
            name = "version"
            [dependencies.version]
            version = "0.1.0"
            """
        let after = try cargo.edited(text, file: "Cargo.toml", "package.version", from: "0.1.0", to: "0.2.0")
        #expect(after == text.replacingLine(4, by: "version   =  \"0.2.0\"   # keep me"))
    }

    @Test(
        "A requirement is edited in every form",
        arguments: [
            ("[dependencies]\na = \"1\"", "dependencies.a"),
            ("[dependencies]\na = { path = 'x', version = \"1\", features = ['b'] }", "dependencies.a.version"),
            ("[dependencies.a]\nversion = '1'\noptional = true", "dependencies.a.version"),
            ("[dependencies]\na.version = '1'\na.path = 'x'", "dependencies.a.version"),
            ("[target.'cfg(unix)'.dev-dependencies]\n\"a.b\" = '1'", "target.'cfg(unix)'.dev-dependencies.'a.b'"),
            ("[workspace.dependencies]\na = { version = '1' }", "workspace.dependencies.a.version"),
        ])
    func forms(text: String, key: String) throws {
        let after = try cargo.edited(text, file: "Cargo.toml", key, from: "1", to: "2.0")
        #expect(after == text.replacingFirst("1", by: "2.0"))
    }

    @Test("A value that differs from the plan is an error with its location")
    func unexpected() {
        #expect(
            throws: EditError.unexpected(
                place: Place(file: "Cargo.toml", line: 2, column: 11), key: "package.version", expected: "0.1.0",
                found: "0.1.1")
        ) {
            try cargo.edited(
                "[package]\nversion = '0.1.1'", file: "Cargo.toml", "package.version", from: "0.1.0", to: "1.0.0")
        }
    }

    @Test("The same edit, requested twice, is made once")
    func twice() throws {
        let edit = FileEdit(ecosystem: .cargo, file: "Cargo.toml", key: "package.version", from: "1.0.0", to: "1.1.0")
        let bytes = try cargo.apply([edit, edit], to: "Cargo.toml", bytes: Array("[package]\nversion='1.0.0'".utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == "[package]\nversion='1.1.0'")
    }

    @Test("Conflicting edits of one value are refused")
    func conflict() {
        let edits = ["1.1.0", "1.2.0"].map {
            FileEdit(ecosystem: .cargo, file: "Cargo.toml", key: "package.version", from: "1.0.0", to: $0)
        }
        #expect {
            try cargo.apply(edits, to: "Cargo.toml", bytes: Array("[package]\nversion='1.0.0'".utf8))
        } throws: { error in
            (error as? EditError)?.code == "edit.unsupported"
        }
    }
}

extension String {
    /// Lines count from 1.
    func replacingLine(_ number: Int, by line: String) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[number - 1] = line
        return lines.joined(separator: "\n")
    }

    func replacingFirst(_ text: String, by other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return replacingCharacters(in: range, with: other)
    }

    private func replacingCharacters(in range: Range<Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
