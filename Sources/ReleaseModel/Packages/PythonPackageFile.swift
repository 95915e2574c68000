/// What the name of a Python package's file says.
package struct PythonPackageFile: Sendable, Hashable {
    /// As the file's name spells it.
    package var package: String
    package var version: String

    /// nil for a name that is neither a wheel's nor a source distribution's.
    ///
    /// Sources: [wheels](https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention),
    /// [source distributions](https://packaging.python.org/en/latest/specifications/source-distribution-format/).
    package init?(fileName name: String) {
        guard name.utf8.allSatisfy(PythonPackageFile.isAllowed), let first = name.utf8.first, first != 0x2D,
            first != 0x2E
        else { return nil }
        if name.hasSuffix(".whl") {
            let parts = name.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
            guard (5...6).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
            (package, version) = (String(parts[0]), String(parts[1]))
        } else if name.hasSuffix(".tar.gz") {
            let stem = name.dropLast(7)
            guard let dash = stem.lastIndex(of: "-"), dash != stem.startIndex,
                Version(python: String(stem[stem.index(after: dash)...])) != nil
            else { return nil }
            (package, version) = (String(stem[..<dash]), String(stem[stem.index(after: dash)...]))
        } else {
            return nil
        }
    }

    /// Letters, digits and `._+!-`.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x21, 0x2B, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}

/// A Python package's name as indexes compare it: lower case, and each run of `-`, `_` and `.` is one `-`.
///
/// Source: [name normalisation](https://packaging.python.org/en/latest/specifications/name-normalization/).
package func normalizedPythonName(_ name: String) -> String {
    name.lowercased().split(omittingEmptySubsequences: true) { "-_.".contains($0) }.joined(separator: "-")
}
