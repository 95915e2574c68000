import ReleaseModel
import ReleaseText

/// A [module path](https://go.dev/ref/mod#major-version-suffixes) with its major version: `example.com/a/v2`,
/// `gopkg.in/a.v2`.
struct GoModulePath {
    /// Without the suffix.
    let prefix: String
    /// `/v2` or `.v2`; empty where the path has none, which means v0 or v1.
    let suffix: String

    /// nil for a path whose suffix no module can have, such as `/v1`.
    init?(_ path: String) {
        let isGopkg = path.hasPrefix("gopkg.in/")
        var bytes = Array(path.utf8)[...]
        let unstable = "-unstable"
        if isGopkg, path.hasSuffix(unstable) { bytes = bytes.dropLast(unstable.utf8.count) }
        var start = bytes.endIndex
        var hasDot = false
        while start > 0, bytes[start - 1].isDigit || (!isGopkg && bytes[start - 1] == UInt8(ascii: ".")) {
            start -= 1
            if bytes[start] == UInt8(ascii: ".") { hasDot = true }
        }
        let separator = UInt8(ascii: isGopkg ? "." : "/")
        guard start > 1, bytes[start - 1] == UInt8(ascii: "v"), bytes[start - 2] == separator,
            isGopkg || start < bytes.endIndex
        else {
            guard !isGopkg else { return nil }
            (prefix, suffix) = (path, "")
            return
        }
        let number = String(decoding: bytes[start...], as: UTF8.self)
        let isZero = number.hasPrefix("0") && !(isGopkg && number == "0")
        guard !hasDot, !number.isEmpty, !isZero, isGopkg || number != "1" else { return nil }
        prefix = String(decoding: bytes[..<(start - 2)], as: UTF8.self)
        suffix = String(decoding: bytes[(start - 2)...], as: UTF8.self)
    }

    /// Whether a module of this path can have that version.
    func allows(_ version: GoVersion) -> Bool {
        if suffix.isEmpty { return version.version.major < 2 || version.isIncompatible }
        if suffix == ".v1", version.text.hasPrefix("v0.0.0-") { return true }
        return String(suffix.dropFirst(2)) == String(version.version.major)
    }
}
