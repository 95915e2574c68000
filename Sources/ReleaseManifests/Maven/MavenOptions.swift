import ReleaseModel

/// The options that every Maven command of a project gets from [`.mvn/maven.config`](https://maven.apache.org/configure.html):
/// a property that is set there wins over the pom's own.
struct MavenOptions {
    let file: String
    private let properties: Set<String>

    static func isFile(path: String) -> Bool { path == ".mvn/maven.config" || path.hasSuffix("/.mvn/maven.config") }

    init(file: String, bytes: [UInt8]) {
        self.file = file
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        properties = Set(
            words.compactMap { word in
                word.hasPrefix("-D") ? String(word.dropFirst(2).prefix { $0 != "=" }) : nil
            })
    }

    /// Whether a pom lies in the project whose options these are.
    func governs(_ pom: String) -> Bool {
        let folder = file.dropLast(".mvn/maven.config".count)
        return folder.isEmpty || pom.hasPrefix(folder)
    }

    /// Whether a text refers to one of the properties: `${revision}`.
    func sets(oneOf text: String) -> Bool { properties.contains { text.contains("${\($0)}") } }
}
