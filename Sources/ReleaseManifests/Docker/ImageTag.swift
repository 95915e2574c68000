import ReleaseModel
import ReleaseText

/// An image's tag as a requirement on the version that it names: `1.2.3`, `v1.2`, `1.2.3-alpine`.
///
/// A tag with fewer than three numbers moves with every release that begins so. What comes after a `-` is a variant of
/// the image unless it reads as a prerelease (`-rc.1`).
struct ImageTag {
    private let prefix: String
    private let numbers: [Int]
    private let prerelease: String?
    /// With its `-`; empty without one.
    let variant: String

    /// nil for a tag that names no version, such as `latest`.
    init?(_ text: String) {
        var scanner = TextCursor(text)
        prefix = scanner.take("v") ? "v" : ""
        var numbers: [Int] = []
        repeat {
            guard numbers.count < 3, let number = scanner.takeNumber() else { return nil }
            numbers.append(number)
        } while scanner.take(".")
        self.numbers = numbers
        let rest = scanner.text(scanner.position..<scanner.end)
        guard rest.isEmpty || rest.hasPrefix("-"), rest.utf8.allSatisfy({ $0.isWordOrHyphen || $0 == 0x2E })
        else { return nil }
        if rest.isEmpty {
            (prerelease, variant) = (nil, "")
        } else if ImageTag.isPrerelease(rest.dropFirst()) {
            (prerelease, variant) = (String(rest.dropFirst()), "")
        } else {
            (prerelease, variant) = (nil, rest)
        }
    }

    private static func isPrerelease(_ text: Substring) -> Bool {
        let label = text.lowercased().prefix { $0.isLetter }
        return ["alpha", "beta", "rc", "pre", "preview", "dev", "test", "nightly", "snapshot", ""].contains(label)
            && Version(semantic: "0.0.0-" + text) != nil
    }

    func accepts(_ version: Version) -> Bool {
        if let prerelease { return Version(semantic: named + "-" + prerelease) == version }
        if version.isPrerelease { return false }
        return numbers.elementsEqual(version.release.prefix(numbers.count)) && version.release.count == 3
    }

    private var named: String { (numbers + [0, 0, 0]).prefix(3).map(String.init).joined(separator: ".") }

    /// nil for a version that no tag can name.
    func following(_ version: Version) -> String? {
        if accepts(version) {
            return prefix + numbers.map(String.init).joined(separator: ".") + (prerelease.map { "-" + $0 } ?? "")
                + variant
        }
        let plain = version.text.prefix { $0 != "+" }
        guard plain.utf8.allSatisfy({ $0.isWordOrHyphen || $0 == UInt8(ascii: ".") }) else { return nil }
        let isWhole = version.isPrerelease || version.release.count > 3
        let tag = prefix + (isWhole ? String(plain) : leadingNumbers(of: version, count: numbers.count)) + variant
        // With the variant behind it, a prerelease would be another one.
        return ImageTag(tag)?.accepts(version) == true ? tag : nil
    }
}
