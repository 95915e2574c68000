import ReleaseText

/// Formats that are recognised by a line.
extension VersionLineFormat {
    /// `(version 1.2.3)` in a [`dune-project`](https://dune.readthedocs.io/en/stable/reference/files/dune-project/index.html).
    package static let dune = VersionLineFormat("dune", one: { enclosed(in: $0, "(version ", ")") })

    /// `version: "1.2.3"` in an [opam file](https://opam.ocaml.org/doc/Manual.html#opam).
    package static let opam = VersionLineFormat("opam", one: { enclosed(in: $0, "version: \"", "\"") })

    /// The first line with this beginning and end and a plain word between them.
    private static func enclosed(in bytes: [UInt8], _ prefix: String, _ suffix: String) -> Range<Int>? {
        let text = TextLines(bytes)
        for line in text.lines where text.starts(line, with: prefix) {
            let line = line.lowerBound..<text.trimmed(line).upperBound
            guard text.ends(line, with: suffix), line.count > prefix.utf8.count + suffix.utf8.count else { continue }
            let value = (line.lowerBound + prefix.utf8.count)..<(line.upperBound - suffix.utf8.count)
            if bytes[value].allSatisfy({ $0.isWord || "-+.~".utf8.contains($0) }) { return value }
        }
        return nil
    }

    /// `Version: 1.2.3` in an R package's [`DESCRIPTION`](https://cran.r-project.org/doc/manuals/r-release/R-exts.html).
    package static let description = VersionLineFormat(
        "description",
        one: { bytes in
            let text = TextLines(bytes)
            guard let line = text.lines.first(where: { text.starts($0, with: "Version:") }) else { return nil }
            let value = text.trimmed((line.lowerBound + "Version:".utf8.count)..<line.upperBound)
            guard bytes[value].allSatisfy({ $0.isWord || "-+.".utf8.contains($0) }) else { return nil }
            return value.isEmpty ? nil : value
        })

    /// `const Version = "1.2.3"` in a Go file.
    package static let go = VersionLineFormat(
        "go",
        one: { bytes in
            let text = TextLines(bytes)
            let mark = "const Version = \""
            for place in text.places(of: mark, in: 0..<bytes.count) {
                guard let value = text.version(at: place.upperBound, before: bytes.count),
                    value.upperBound < bytes.count, bytes[value.upperBound] == UInt8(ascii: "\"")
                else { continue }
                return value
            }
            return nil
        })

    /// The first text in quotes that begins with three numbers, as in a gem's `version.rb`.
    package static let quoted = VersionLineFormat(
        "quoted",
        one: { bytes in
            let text = TextLines(bytes)
            for offset in bytes.indices where bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'")
            {
                guard text.version(at: offset + 1, before: bytes.count) != nil else { continue }
                let rest = bytes[(offset + 1)...]
                let end = rest.prefix { $0.isWord || "-+.".utf8.contains($0) }.endIndex
                if end < bytes.count, bytes[end] == bytes[offset] { return (offset + 1)..<end }
            }
            return nil
        })

    /// Every `v1.2.3` of a Terraform module's `versions.tf`.
    package static let terraformModule = VersionLineFormat(
        "terraform-module",
        every: { bytes in
            let text = TextLines(bytes)
            var found: [Range<Int>] = []
            for place in text.places(of: "v", in: 0..<bytes.count) where place.lowerBound >= found.last?.upperBound ?? 0
            {
                if let version = text.version(at: place.upperBound, before: bytes.count) { found.append(version) }
            }
            return found
        })

    /// Every `version: 1.2.3` of a Terraform module's `metadata.yaml`.
    package static let terraformMetadata = VersionLineFormat(
        "terraform-metadata",
        every: { bytes in
            let text = TextLines(bytes)
            return text.places(of: "version: ", in: 0..<bytes.count).compactMap {
                text.version(at: $0.upperBound, before: bytes.count)
            }
        })

    /// The first `version = "~> 1.2"` of a Terraform module's `README.md`.
    package static let terraformReadme = VersionLineFormat(
        "terraform-readme",
        one: { bytes in
            let text = TextLines(bytes)
            for place in text.places(of: "version = \"~> ", in: 0..<bytes.count) {
                guard let value = text.version(at: place.upperBound, before: bytes.count, numbers: 2),
                    value.upperBound < bytes.count, bytes[value.upperBound] == UInt8(ascii: "\"")
                else { continue }
                return value
            }
            return nil
        })

    /// The last version behind `cnrm/…/v` on each line of a blueprint.
    package static let blueprint = VersionLineFormat(
        "blueprint",
        every: { bytes in
            let text = TextLines(bytes)
            return text.lines.compactMap { line in
                guard let start = text.places(of: "cnrm/", in: line).first?.upperBound else { return nil }
                return text.places(of: "/v", in: (start - 1)..<line.upperBound).reversed().lazy
                    .compactMap { text.version(at: $0.upperBound, before: line.upperBound) }.first
            }
        })
}
