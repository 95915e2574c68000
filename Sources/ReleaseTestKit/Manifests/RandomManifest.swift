/// A manifest in some of the many ways in which people write one, with every value that an edit can name.
package struct RandomManifest {
    package private(set) var lines: [String] = []
    /// Keys with their values; no value occurs twice in the file.
    package private(set) var editable: [(key: String, value: String)] = []
    private var random: SeededGenerator
    private let lineEnd: String
    private let hasMark: Bool
    private let endsWithLineEnd: Bool

    package var text: String {
        (hasMark ? "\u{FEFF}" : "") + lines.joined(separator: lineEnd) + (endsWithLineEnd ? lineEnd : "")
    }

    private init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        lineEnd = Bool.random(using: &random) ? "\n" : "\r\n"
        hasMark = Int.random(in: 0..<4, using: &random) == 0
        endsWithLineEnd = Bool.random(using: &random)
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
    private mutating func one<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func add(_ line: String) {
        if chance(6) { lines.append(one(["", "# version = \"0.0.0\"", "  # é ü 漢字", "\t"])) }
        lines.append(line + (chance(4) ? one([" # comment", "\t# \"quoted\" = '1'", "  "]) : ""))
    }

    private mutating func newVersion() -> String { "\(one([0, 1, 12])).\(editable.count + 3).\(one([0, 7]))" }
    private mutating func quoted(_ text: String) -> String { one(["\"\(text)\"", "'\(text)'"]) }
    private mutating func equals() -> String { one([" = ", "=", "  =\t", " =  "]) }

    private mutating func statement(_ key: String, _ value: String) -> String { key + equals() + quoted(value) }

    /// A `Cargo.toml` of a workspace root that is a package.
    package static func cargo(seed: UInt64) -> RandomManifest {
        var manifest = RandomManifest(seed: seed)
        var sections: [(inout RandomManifest) -> Void] = [
            { $0.cargoPackage("package") },
            { manifest in
                manifest.add("[workspace]")
                manifest.add("members = [\"a\", 'b' ]")
            },
        ]
        let tables = [
            "dependencies", "dev-dependencies", "build-dependencies", "target.'cfg(unix)'.dependencies",
            "target.\"cfg(windows)\".build-dependencies",
        ]
        for table in tables { sections.append { $0.cargoDependencies(table) } }
        sections.shuffle(using: &manifest.random)
        for section in sections { section(&manifest) }
        return manifest
    }

    private mutating func cargoPackage(_ table: String) {
        add(one(["[\(table)]", "[ \(table) ]", "[\"\(table)\"]"]))
        var parts: [(inout RandomManifest) -> Void] = [
            { $0.add($0.statement("name", "root-package")) },
            { manifest in
                let version = manifest.newVersion()
                manifest.add(manifest.statement(manifest.one(["version", "\"version\""]), version))
                manifest.editable.append(("\(table).version", version))
            },
            { $0.add("edition = \"2021\"") },
            { $0.add("metadata.x = { version = 1, y = [ 1, 2.5, true, 2020-01-01 ] }") },
        ]
        parts.shuffle(using: &random)
        for part in parts { part(&self) }
    }

    private mutating func cargoDependencies(_ table: String) {
        let key = table.replacing("\"", with: "'")
        add("[\(table)]")
        var tables: [(inout RandomManifest) -> Void] = []
        for index in 0..<Int.random(in: 0...4, using: &random) {
            let (written, name) = one([("dep\(index)", "dep\(index)"), ("\"d.p\(index)\"", "'d.p\(index)'")])
            let version = one(["", "^", "~", "=", ">="]) + newVersion()
            editable.append(("\(key).\(name).version", version))
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                editable[editable.count - 1].key = "\(key).\(name)"
                add(statement(written, version))
            case 1:
                var parts = [statement("version", version), "path = \"../x\"", "features = [ \"a\", \"b,}\" ]"]
                parts.shuffle(using: &random)
                add(
                    "\(written) = {\(one(["", " "]))\(parts.joined(separator: one([",", ", ", " , "])))\(one(["", " "]))}"
                )
            case 2:
                add(statement("\(written).version", version))
                if chance(2) { add("\(written) . optional = false") }
            default:
                tables.append { manifest in
                    manifest.add("[\(table).\(written)]")
                    if manifest.chance(2) { manifest.add("features = [\n  'x', # y\n]") }
                    manifest.add(manifest.statement("version", version))
                }
            }
        }
        for table in tables { table(&self) }
    }

    /// A `pyproject.toml` of PEP 621 with Poetry's groups.
    package static func python(seed: UInt64) -> RandomManifest {
        var manifest = RandomManifest(seed: seed)
        var sections: [(inout RandomManifest) -> Void] = [
            { manifest in
                manifest.cargoPackage("project")
                manifest.pythonList("project", "dependencies")
            },
            { manifest in
                manifest.add("[project.optional-dependencies]")
                manifest.pythonList("project.optional-dependencies", "all")
            },
            { manifest in
                manifest.add("[build-system]")
                manifest.pythonList("build-system", "requires")
            },
            { $0.cargoDependencies("tool.poetry.group.test.dependencies") },
        ]
        sections.shuffle(using: &manifest.random)
        for section in sections { section(&manifest) }
        return manifest
    }

    private mutating func pythonList(_ table: String, _ key: String) {
        var elements: [String] = []
        for index in 0..<Int.random(in: 0...4, using: &random) {
            let specifier = one([">=", "==", "~="]) + newVersion() + one(["", ",<99", " , != 1.*"])
            editable.append(("\(table).\(key)[\(index)]", specifier))
            let marker = one(["", " ; python_version < '3.12'", ";x=='y'"])
            elements.append(
                "\"\(one(["n\(index)", "n\(index)[x,y]", "n\(index) "]))\(one(["", " "]))\(specifier)\(marker)\"")
        }
        let separator = one([", ", ",", ",\(lineEnd)  ", ", # c, ]\(lineEnd)"])
        add("\(key) = [\(elements.joined(separator: separator))\(elements.isEmpty ? "" : one(["", ",", " , "]))]")
    }

    /// A `versions.toml` with entries in both forms.
    package static func versions(seed: UInt64) -> RandomManifest {
        var manifest = RandomManifest(seed: seed)
        manifest.add("[versions]")
        var tables: [(inout RandomManifest) -> Void] = []
        for index in 0..<Int.random(in: 1...6, using: &manifest.random) {
            switch Int.random(in: 0..<3, using: &manifest.random) {
            case 0:
                let version = manifest.newVersion()
                let text = manifest.one(["", "v"]) + version + manifest.one(["", "-locked"])
                manifest.add(manifest.statement("c\(index)", text))
                manifest.editable.append(("versions.c\(index)", version))
            case 1: manifest.add("c\(index) = { " + manifest.versionParts("c\(index)").joined(separator: ", ") + " }")
            default:
                tables.append { manifest in
                    manifest.add("[versions.c\(index)]")
                    for part in manifest.versionParts("c\(index)") { manifest.add(part) }
                }
            }
        }
        for table in tables { table(&manifest) }
        return manifest
    }

    private mutating func versionParts(_ name: String) -> [String] {
        let version = newVersion()
        editable.append(("versions.\(name).version", version))
        let required = newVersion()
        editable.append(("versions.\(name).requires[1]", required))
        let tag = "v" + newVersion()
        editable.append(("versions.\(name).git_tag", tag))
        var parts = [
            statement("version", version), statement("git_tag", tag), "custom = [ 1, 'é' ]",
            "requires = [ \"other\", \"x\(one(["=", "==", " = "]))\(required)\", ]",
        ]
        parts.shuffle(using: &random)
        return parts
    }
}
