import Crypto
import ReleaseText

/// What Composer stores in a lock as `content-hash`: the MD5 of the parts of `composer.json` that decide what is installed, as PHP's
/// `json_encode` spells them ([Locker::getContentHash](https://github.com/composer/composer/blob/main/src/Composer/Package/Locker.php)).
///
/// - Returns: nil for a manifest that can't be read, or has numbers with a fraction, which PHP may spell otherwise.
func composerContentHash(_ manifest: [UInt8]) -> String? {
    guard let root = JSONDocument(file: "composer.json", bytes: manifest).root, let entries = root.entries else {
        return nil
    }
    let relevant = [
        "name", "version", "require", "require-dev", "conflict", "replace", "provide", "minimum-stability",
        "prefer-stable", "repositories", "extra",
    ]
    var found: [(String, String)] = []
    for key in relevant {
        guard let value = root[key] else { continue }
        guard let text = phpJSON(value, in: manifest) else { return nil }
        found.append((key, text))
    }
    if let platform = root["config"]?["platform"] {
        guard let text = phpJSON(platform, in: manifest) else { return nil }
        found.append(("config", "{\"platform\":\(text)}"))
    }
    guard !entries.isEmpty else { return nil }
    found.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    let text = found.isEmpty ? "[]" : "{" + found.map { phpText($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
    let digest = Insecure.MD5.hash(data: Array(text.utf8))
    return digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
}

/// A value as PHP writes what it has read into arrays; an empty object becomes an empty array.
private func phpJSON(_ node: JSONNode, in bytes: [UInt8]) -> String? {
    if let entries = node.entries {
        guard !entries.isEmpty else { return "[]" }
        var parts: [String] = []
        for entry in entries {
            guard let value = phpJSON(entry.value, in: bytes), Int(entry.key.text) == nil else { return nil }
            parts.append(phpText(entry.key.text) + ":" + value)
        }
        return "{" + parts.joined(separator: ",") + "}"
    }
    if let items = node.items {
        var parts: [String] = []
        for item in items {
            guard let value = phpJSON(item, in: bytes) else { return nil }
            parts.append(value)
        }
        return "[" + parts.joined(separator: ",") + "]"
    }
    if let text = node.string { return phpText(text) }
    let text = String(decoding: bytes[node.range], as: UTF8.self)
    return ["true", "false", "null"].contains(text) || Int(text) != nil ? text : nil
}

private func phpText(_ text: String) -> String {
    var result = "\""
    for unit in text.utf16 {
        switch unit {
        case 0x22: result += "\\\""
        case 0x5C: result += "\\\\"
        case 0x2F: result += "\\/"
        case 0x08: result += "\\b"
        case 0x0C: result += "\\f"
        case 0x0A: result += "\\n"
        case 0x0D: result += "\\r"
        case 0x09: result += "\\t"
        case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
        case 0x7F: result += "\u{7F}"
        default:
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
    return result + "\""
}
