import ReleaseManifests
import ReleaseModel

/// Lines of versions: reading keeps the text, and their order is a total one.
func checkVersions(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes.prefix(4_096), as: UTF8.self).split(separator: "\n").prefix(6).map(String.init)
    let semantic = lines.compactMap { Version(semantic: $0) }
    let python = lines.compactMap { Version(python: $0) }
    for version in semantic + python + lines.compactMap({ Version($0) }) {
        hold(lines.contains(version.text), "a version keeps its text", version.text)
        for bump in Bump.allCases { _ = version.bumped(bump) }
    }
    checkOrder(semantic)
    checkOrder(python)
}

private func checkOrder(_ versions: [Version]) {
    for one in versions {
        hold(one == one && !(one < one), "a version equals itself", one.text)
        for two in versions {
            let ways = [one < two, two < one, one == two].count { $0 }
            hold(ways == 1, "of two versions one is less, or they are equal", "\(one) \(two)")
            hold(one != two || one.hashValue == two.hashValue, "equal versions hash alike", "\(one) \(two)")
            _ = one.bump(from: two)
            for three in versions where one < two && two < three {
                hold(one < three, "the order is transitive", "\(one) < \(two) < \(three)")
            }
        }
    }
}

/// A requirement and, in the second line, a version: all languages answer, and what they answer fits together.
func checkRequirements(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes.prefix(8_192), as: UTF8.self)
        .split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let requirement = String(lines[0])
    let version = (lines.count > 1 ? Version(String(lines[1])) : nil) ?? Version(1, 2, 3)
    for ecosystem in allEcosystems {
        let isAccepted = ecosystem.accepts(requirement: requirement, version: version)
        guard let new = ecosystem.rewritten(requirement: requirement, toFollow: version) else { continue }
        let facts = "\(ecosystem.name) '\(requirement)' for \(version) gives '\(new)'"
        hold(isAccepted != nil, "what is rewritten is understood", facts)
        hold(
            ecosystem.accepts(requirement: new, version: version) == true, "a rewritten requirement accepts", facts)
        // Elsewhere, `v1.0-RC` is a spelling that versions are not written in.
        guard Version(semantic: version.text) != nil || ecosystem.name == .python else { continue }
        let again = ecosystem.rewritten(requirement: new, toFollow: version)
        hold(again == new, "rewriting twice changes nothing more", "\(facts), then '\(again ?? "nothing")'")
    }
}
