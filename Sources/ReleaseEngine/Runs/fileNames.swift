import ReleaseModel
import ReleasePlanning

extension String {
    /// A file name that is one path component on every system, and unique for each name.
    ///
    /// Plain names stay as they are. In others unsafe characters become `_`, and part of the name's digest is appended.
    package var asFileName: String {
        let isPlain =
            utf8.count <= 200 && self == simplified && self != "." && self != ".." && !isEmpty && !looksDigested
        return isPlain ? self : withDigest
    }

    /// The same, for a part of a git reference, which may not hold everything that a file's name may.
    ///
    /// Source: [git check-ref-format](https://git-scm.com/docs/git-check-ref-format).
    package var asReferencePart: String {
        let name = asFileName
        let isAllowed =
            name != "@" && !name.hasPrefix(".") && !name.hasSuffix(".") && !name.hasSuffix(".lock")
            && !name.contains("..") && !name.contains { "[]".contains($0) }
        return isAllowed ? name : withDigest
    }

    /// The name as 0.1.0 wrote it; its sets are still read.
    package var asEarlierFileName: String { simplified }

    /// With `_` in place of what is unsafe.
    fileprivate var simplified: String {
        if utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            return String(decoding: utf8.map { $0.isSafeInFileNames ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        }
        return String(map { $0.asciiValue?.isSafeInFileNames == true ? $0 : "_" })
    }

    /// `{safe}--{twelve digits}`.
    fileprivate var withDigest: String {
        let digits = sha256(Array(utf8)).text.prefix(12)
        let safe = simplified.prefix(120).replacing("[", with: "_").replacing("]", with: "_")
        let parts = safe.split(separator: ".", omittingEmptySubsequences: true).joined(separator: ".")
        return (parts.isEmpty ? "_" : parts) + "--" + digits
    }

    /// Whether a plain name could be what another one becomes.
    private var looksDigested: Bool {
        let digits = suffix(12)
        return digits.count == 12 && dropLast(12).hasSuffix("--")
            && digits.allSatisfy { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    }
}

extension UInt8 {
    fileprivate var isSafeInFileNames: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._-+@=,[]".utf8.contains(self)
        }
    }
}

/// Distinct names within one folder, even if the file system treats `Core` and `core`, or two spellings of `é`, as
/// equal.
package struct FileNames: Sendable {
    private let names: [String: String]

    /// - Parameters:
    ///   - reserved: Names that something else has.
    ///   - isShort: Whether `_` stands for what is unsafe without a digest behind, unless two would be called the same.
    package init(_ originals: some Sequence<String>, reserved: Set<String> = [], isShort: Bool = false) {
        var names: [String: String] = [:]
        var taken = reserved
        for original in Set(originals).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            var name = isShort && original.utf8.count <= 200 ? original.simplified : original.asFileName
            if !taken.insert(name.lowercased()).inserted {
                name = original.withDigest
                taken.insert(name.lowercased())
            }
            names[original] = name
        }
        self.names = names
    }

    package subscript(original: String) -> String { names[original] ?? original.asFileName }
}
