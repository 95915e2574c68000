import ReleaseManifests
import ReleaseModel

/// Several files in one input: each begins with a line `=== path`.
enum Bundle {
    private static let mark = Array("=== ".utf8)
    private static let fileLimit = 32

    /// The files by path; of an input without a mark, the whole as a file named `path`.
    static func files(_ bytes: [UInt8], default path: String) -> [String: [UInt8]] {
        guard bytes.starts(with: mark) else { return [path: bytes] }
        var files: [String: [UInt8]] = [:]
        var current: String?
        var start = 0
        var position = 0
        func close(at end: Int) {
            if let current, files.count < fileLimit { files[current] = Array(bytes[start..<end]) }
        }
        while position < bytes.count {
            let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
            if bytes[position..<end].starts(with: mark) {
                close(at: position)
                current = String(decoding: bytes[(position + mark.count)..<end], as: UTF8.self)
                start = min(end + 1, bytes.count)
            }
            position = end + 1
        }
        close(at: bytes.count)
        return files
    }

    /// What an observer would hand to an ecosystem: its manifests and their companions.
    static func files(_ all: [String: [UInt8]], of ecosystem: any Ecosystem) -> [String: [UInt8]] {
        var files = all.filter { path, _ in ecosystem.isManifest(path: path) }
        for path in ecosystem.companions(of: files, among: all.keys.sorted()) { files[path] = all[path] }
        return files
    }
}

/// The manifest that an input without paths is taken for; many ecosystems have one name only.
func defaultManifest(of ecosystem: any Ecosystem) -> String {
    let names = [
        "Cargo.toml", "pyproject.toml", "package.json", "composer.json", "Package.swift", "pom.xml", "build.gradle",
        "pubspec.yaml", "mix.exs", "Chart.yaml", "Dockerfile", "kustomization.yaml", "VERSION", "versions.toml",
        "go.mod", "a.csproj", "a.gemspec",
    ]
    return names.first { ecosystem.isManifest(path: $0) } ?? "VERSION"
}
