import Crypto
import ReleaseModel
import ReleaseText

/// A `Chart.lock`: the version that each dependency was resolved to, and a digest over both lists
/// ([resolver.HashReq](https://github.com/helm/helm/blob/main/internal/resolver/resolver.go)).
struct HelmLock {
    private let lock: YAMLReader
    let file: String

    init(file: String, bytes: [UInt8]) {
        self.file = file
        lock = YAMLReader(file: file, bytes: bytes, area: "helm")
    }

    static func isLock(_ path: String) -> Bool { RepositoryPath.name(of: path) == "Chart.lock" }

    var chart: String { RepositoryPath.joined(RepositoryPath.folder(of: file), "Chart.yaml") }
    var digest: String? { lock.root?["digest"]?.scalar?.text }

    /// Those in folders are the workspace's.
    var lockedPackages: [LockedPackage] {
        entries(of: lock).compactMap { entry in
            guard let name = entry["name"]?.scalar?.text, let version = entry["version"],
                let text = version.scalar?.text
            else { return nil }
            let isLocal = entry["repository"]?.scalar?.text.hasPrefix("file://") == true
            return LockedPackage(package: name, version: text, place: version.resolved.place, isLocal: isLocal)
        }
    }

    /// Whether the digest is that of a chart's list and this one.
    func fits(_ chart: [UInt8]) -> Bool {
        guard let digest, let wanted = hash(chart, versions: [:]) else { return false }
        return digest == wanted
    }

    /// The versions of siblings, and the digest with them; nothing where the digest did not fit before.
    func edits(chart before: [UInt8], after: [UInt8], edited: Set<Int>, changes: [PackageVersionChange]) -> [FileEdit] {
        guard fits(before), let digest else { return [] }
        var versions: [Int: String] = [:]
        var edits: [FileEdit] = []
        for (index, entry) in entries(of: lock).enumerated() {
            guard let name = entry["name"]?.scalar?.text, let version = entry["version"]?.scalar?.text,
                edited.contains(index) || entry["repository"]?.scalar?.text.hasPrefix("file://") == true,
                let change = changes.first(where: { $0.package == name }), change.to.text != version
            else { continue }
            versions[index] = change.to.text
            edits.append(edit("dependencies[\(index)].version", version, change.to.text))
        }
        guard let new = hash(after, versions: versions) else { return [] }
        return new == digest ? edits : edits + [edit("digest", digest, new)]
    }

    private func edit(_ key: String, _ from: String, _ to: String) -> FileEdit {
        FileEdit(ecosystem: .helm, file: file, key: key, from: from, to: to)
    }

    private func entries(of manifest: YAMLReader) -> [YAMLNode] { manifest.root?["dependencies"]?.items ?? [] }

    /// - Returns: nil where a dependency says something that is not spelled here.
    private func hash(_ chart: [UInt8], versions: [Int: String]) -> String? {
        let required = entries(of: YAMLReader(file: self.chart, bytes: chart, area: "helm")).map { entry -> String? in
            guard entry["import-values"] == nil, let fields = fields(of: entry, version: nil) else { return nil }
            var all = fields
            if let condition = entry["condition"]?.scalar?.text, !condition.isEmpty {
                all.append("\"condition\":" + goText(condition))
            }
            if let tags = entry["tags"]?.items, !tags.isEmpty {
                all.append("\"tags\":[" + tags.map { goText($0.scalar?.text ?? "") }.joined(separator: ",") + "]")
            }
            if entry["enabled"]?.scalar?.text == "true" { all.append("\"enabled\":true") }
            if let alias = entry["alias"]?.scalar?.text, !alias.isEmpty { all.append("\"alias\":" + goText(alias)) }
            return "{" + all.joined(separator: ",") + "}"
        }
        let locked = entries(of: lock).enumerated().map { index, entry in
            fields(of: entry, version: versions[index]).map { "{" + $0.joined(separator: ",") + "}" }
        }
        guard required.count == locked.count, !required.contains(nil), !locked.contains(nil) else { return nil }
        func list(_ texts: [String?]) -> String { "[" + texts.compactMap { $0 }.joined(separator: ",") + "]" }
        let digest = SHA256.hash(data: Array("[\(list(required)),\(list(locked))]".utf8))
        return "sha256:" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func fields(of entry: YAMLNode, version: String?) -> [String]? {
        guard let name = entry["name"]?.scalar?.text else { return nil }
        var fields = ["\"name\":" + goText(name)]
        let version = version ?? entry["version"]?.scalar?.text ?? ""
        if !version.isEmpty { fields.append("\"version\":" + goText(version)) }
        return fields + ["\"repository\":" + goText(entry["repository"]?.scalar?.text ?? "")]
    }

    /// As Go's `encoding/json` writes it.
    private func goText(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "<", ">", "&", "\u{2028}", "\u{2029}",
                _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
