package import ReleaseModel

/// The entry of a version in a changelog, from its heading to the next of the same level; empty where there is none.
package func changelogEntry(of version: Version, in text: String) -> String {
    let lines = text.normalizedLineEnds.split(separator: "\n", omittingEmptySubsequences: false)
    func isHeading(_ line: Substring) -> Bool { line.hasPrefix("## ") || line.hasPrefix("### [") }
    func names(_ line: Substring) -> Bool {
        let rest = line.drop { $0 == "#" || $0 == " " || $0 == "[" }
        return version.isSpelled(as: String(rest.prefix { $0 != "]" && $0 != " " }))
    }
    guard let start = lines.firstIndex(where: { isHeading($0) && names($0) }) else { return "" }
    let end = lines[(start + 1)...].firstIndex(where: isHeading) ?? lines.count
    return lines[start..<end].joined(separator: "\n").trimmingLineEnds
}
