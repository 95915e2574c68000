import ReleaseModel

/// The options that every Maven command of a project gets from [`.mvn/maven.config` and
/// `.mvn/jvm.config`](https://maven.apache.org/configure.html): a property that is set there wins over the pom's own.
struct MavenOptions {
    let file: String
    private let properties: Set<String>

    private static let names = [".mvn/maven.config", ".mvn/jvm.config"]

    static func isFile(path: String) -> Bool { names.contains { path == $0 || path.hasSuffix("/" + $0) } }

    init(file: String, bytes: [UInt8]) {
        self.file = file
        let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        var properties: Set<String> = []
        var isNext = false
        // `-Drevision=1`, `-D revision=1` and `--define revision=1`, also with `=` between them
        for word in words {
            var rest = word
            for option in ["--define=", "--define", "-D"] where rest.hasPrefix(option) && !isNext {
                rest = rest.dropFirst(option.count)
                isNext = rest.isEmpty
                if !rest.isEmpty { properties.insert(String(rest.prefix { $0 != "=" })) }
                break
            }
            if rest.startIndex == word.startIndex {
                if isNext { properties.insert(String(rest.prefix { $0 != "=" })) }
                isNext = false
            }
        }
        self.properties = properties
    }

    /// Whether a pom lies in the project whose options these are.
    func governs(_ pom: String) -> Bool {
        let folder = MavenOptions.names.first { file.hasSuffix($0) }.map { file.dropLast($0.count) } ?? ""
        return folder.isEmpty || pom.hasPrefix(folder)
    }

    /// Whether a text refers to one of the properties: `${revision}`.
    func sets(oneOf text: String) -> Bool { properties.contains { text.contains("${\($0)}") } }
}
