import ReleaseModel
import ReleaseText

/// A [requirements file](https://pip.pypa.io/en/stable/reference/requirements-file-format/) that a manifest takes its
/// requirements from: one PEP 508 text a line.
struct RequirementsFile {
    let scanned: ScannedFile
    private let found: [FoundRequirement]

    /// Options (`-r`, `--hash`), continued lines and addresses are left alone.
    init(file: String, bytes: [UInt8]) {
        var scanned = ScannedFile(file: file, bytes: bytes)
        let places = TextPlaces(file: file, bytes: bytes)
        var found: [FoundRequirement] = []
        var start = 0
        for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            defer { start += line.count + 1 }
            let text = String(decoding: line.prefix { $0 != UInt8(ascii: "#") && $0 != 0x0D }, as: UTF8.self)
            guard !text.hasSuffix("\\"), let one = RequirementString(text), one.address == nil else { continue }
            var requirement = FoundRequirement(
                package: one.name, kind: .normal, requirement: nil, place: places.place(at: start), key: nil)
            if !one.specifier.isEmpty {
                let key = "line[\(number)]"
                let range = one.specifierRange
                scanned.values.append(
                    ScannedValue(
                        key: key, text: one.specifier,
                        range: (start + range.lowerBound)..<(start + range.upperBound)))
                (requirement.requirement, requirement.key) = (one.specifier, key)
                requirement.place = places.place(at: start + range.lowerBound)
            }
            found.append(requirement)
        }
        self.scanned = scanned
        self.found = found
    }

    func requirements(_ kind: EdgeKind) -> [FoundRequirement] {
        found.map { one in
            var requirement = one
            requirement.kind = kind
            return requirement
        }
    }

    static func isNamed(_ name: Substring) -> Bool { name.hasSuffix(".txt") || name.hasSuffix(".in") }
}
