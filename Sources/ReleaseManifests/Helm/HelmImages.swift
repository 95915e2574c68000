import ReleaseModel
import ReleaseText

/// Texts of a chart's values in which an image's tag is only a part: `ghcr.io/x/app:1.0.0`, `1.0.0@sha256:…`.
enum HelmImages {
    /// Tag and digest of an image, or of a tag with its digest; nil for every other text.
    static func parts(of text: String) -> (tag: String, digest: String?)? {
        if let at = text.firstRange(of: "@sha256:"), !text[..<at.lowerBound].contains(where: { "/:".contains($0) }) {
            let digest = String(text[text.index(after: at.lowerBound)...])
            return at.lowerBound > text.startIndex ? (String(text[..<at.lowerBound]), digest) : nil
        }
        guard let image = ImageReference(text), let tag = image.tag else { return nil }
        return (tag, image.digest)
    }

    /// A values file in which such texts are two values each, so that an edit of one changes no other.
    static func scanned(file: String, bytes: [UInt8]) -> ScannedFile {
        var scanned = scannedYAML(file: file, bytes: bytes)
        scanned.values = scanned.values.flatMap { value -> [ScannedValue] in
            let name = value.key.split(separator: ".").last?.lowercased() ?? ""
            guard value.range.upperBound <= bytes.count, bytes[value.range].elementsEqual(value.text.utf8),
                name.hasSuffix("image") || value.text.contains("@sha256:"), let parts = parts(of: value.text)
            else { return [value] }
            let digest = parts.digest.map { text in
                ScannedValue(
                    key: value.key + ".digest", text: text,
                    range: (value.range.upperBound - text.utf8.count)..<value.range.upperBound)
            }
            let end = digest.map { $0.range.lowerBound - 1 } ?? value.range.upperBound
            let tag = ScannedValue(key: value.key + ".tag", text: parts.tag, range: (end - parts.tag.utf8.count)..<end)
            return [tag] + [digest].compactMap { $0 }
        }
        return scanned
    }
}
