import ReleaseModel
import ReleaseText

/// The attributes of an `AssemblyInfo.cs` (or `.fs`, `.vb`) that state versions in plain text.
struct AssemblyAttributes {
    static let informational = "AssemblyInformationalVersion"
    private static let names = ["AssemblyVersion", "AssemblyFileVersion", informational]
    private static let endings = ["AssemblyInfo.cs", "AssemblyInfo.fs", "AssemblyInfo.vb"]

    let scanned: ScannedFile

    static func isSource(_ path: String) -> Bool { endings.contains { path.hasSuffix($0) } }

    /// Where a project may have them: at the usual places, and wherever it says that it compiles one.
    static func files(of project: NuGetFile) -> [String] {
        let usual = ["", "Properties/", "My Project/"].flatMap { folder in endings.map { folder + $0 } }
        let named = project.items.filter { $0.localName == "Compile" }.flatMap { project.names(of: $0) }
            .map { $0.replacing("\\", with: "/") }.filter(isSource)
        var seen: Set<String> = []
        return (usual + named).map { RepositoryPath.joined(project.folder, $0) }.filter { seen.insert($0).inserted }
    }

    init(file: String, bytes: [UInt8]) {
        scanned = ScannedFile(file: file, bytes: bytes, values: AssemblyAttributes.values(in: bytes, of: file))
    }

    /// An attribute that is there twice, under conditions perhaps, names no value.
    var sources: [VersionSource] {
        let places = TextPlaces(file: scanned.file, bytes: scanned.bytes)
        return AssemblyAttributes.names.compactMap { scanned.value($0) }.map { value in
            VersionSource(
                ecosystem: .nuget, place: places.place(at: value.range.lowerBound), key: value.key, value: value.text)
        }
    }

    /// `AssemblyVersion("1.2.3")`, outside of comments and other texts.
    private static func values(in bytes: [UInt8], of file: String) -> [ScannedValue] {
        guard firstInvalidUTF8(in: bytes) == nil else { return [] }
        let language = SourceLanguage(
            lineComment: file.hasSuffix(".vb") ? UInt8(ascii: "'") : 0, quotes: [UInt8(ascii: "\"")])
        let tokens = sourceTokens(of: withoutComments(bytes), language: language).filter { $0.kind != .lineEnd }
        return tokens.indices.dropLast(3).compactMap { index in
            guard tokens[index].kind == .word, tokens[index + 1].text == "(", tokens[index + 2].kind == .string,
                tokens[index + 2].isLiteral, tokens[index + 3].text == ")",
                let name = names.first(where: { [$0, $0 + "Attribute"].contains(tokens[index].text) })
            else { return nil }
            return ScannedValue(key: name, text: tokens[index + 2].text, range: tokens[index + 2].range)
        }
    }

    /// The same with blanks where comments of C# and F# are, so that every other byte keeps its place.
    private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        var index = 0
        var isText = false
        func next(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }
        func blank(until end: String) {
            while index < bytes.count, !next(end) {
                if bytes[index] != 0x0A { result[index] = 0x20 }
                index += 1
            }
            for at in index..<min(index + (end == "\n" ? 0 : end.utf8.count), bytes.count) { result[at] = 0x20 }
        }
        while index < bytes.count {
            if isText {
                if bytes[index] == UInt8(ascii: "\\") { index += 1 }
                if index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == 0x0A { isText = false }
            } else if next("//") {
                blank(until: "\n")
            } else if next("/*") {
                blank(until: "*/")
            } else if next("(*") {
                blank(until: "*)")
            } else if bytes[index] == UInt8(ascii: "\"") {
                isText = true
            }
            index += 1
        }
        return result
    }
}
