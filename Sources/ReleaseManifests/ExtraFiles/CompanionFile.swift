package import ReleaseModel
import ReleaseText

/// A file for another registry, store or program that repeats the version of the package beside it, and declares none that
/// is released by itself.
package struct CompanionFile {
    package let file: String
    /// Every place of it that says a version, or the numbers of one.
    package let sources: [VersionSource]
    private let kind: Kind

    private enum Kind: CaseIterable {
        case jsr, deno, expo, tauri, webExtension, nerdbank, podspec, rush

        init?(_ path: String) {
            let name = RepositoryPath.name(of: path)
            switch name {
            case "jsr.json": self = .jsr
            case "deno.json": self = .deno
            case "app.json": self = .expo
            case "tauri.conf.json": self = .tauri
            case "manifest.json": self = .webExtension
            case "version.json": self = .nerdbank
            case "version-policies.json" where path.hasSuffix("common/config/rush/version-policies.json"): self = .rush
            case _ where name.hasSuffix(".podspec") && name.count > 8: self = .podspec
            default: return nil
            }
        }

        var queries: [String] {
            switch self {
            case .jsr, .deno, .webExtension, .nerdbank: ["$.version"]
            case .expo: ["$.expo.version"]
            // In Tauri's first version it stood elsewhere.
            case .tauri: ["$.version", "$.package.version"]
            case .podspec, .rush: []
            }
        }

        /// Where it may lie, seen from its package.
        var folders: Set<String> {
            switch self {
            case .tauri: [".", "src-tauri"]
            case .webExtension: [".", "app", "extension", "public", "src", "static"]
            case .jsr, .deno, .expo, .nerdbank, .podspec: ["."]
            case .rush: []
            }
        }
    }

    /// Whether a file is called like one.
    package static func isNamed(_ path: String) -> Bool { Kind(path) != nil && !liesInSkippedFolder(path: path) }

    /// nil for a file of another kind, or one that says no version.
    package init?(file: String, bytes: [UInt8]) {
        guard let kind = Kind(file) else { return nil }
        self.file = file
        self.kind = kind
        switch kind {
        case .podspec, .rush: sources = CompanionFile.patterned(file, bytes, kind == .podspec)
        case .webExtension, .nerdbank:
            let document = JSONDocument(file: file, bytes: bytes)
            let isOne =
                kind == .webExtension
                ? document.root?["manifest_version"] != nil
                : document.root?["$schema"]?.string?.lowercased().contains("nerdbank") == true
            guard isOne else { return nil }
            // Browsers take numbers only.
            sources = CompanionFile.queried(file, bytes, kind.queries).map { source in
                var source = source
                if kind == .webExtension { source.part = .core }
                return source
            }
        case .jsr, .deno, .expo, .tauri: sources = CompanionFile.queried(file, bytes, kind.queries)
        }
        if sources.isEmpty { return nil }
    }

    /// Whether it lies where a package in a folder would keep it.
    package func belongs(to folder: String) -> Bool {
        kind.folders.contains { RepositoryPath.joined(folder, $0) == RepositoryPath.folder(of: file) }
    }

    /// Whether its places can be edited one by one: Rush's file says a version for each of its policies.
    package var canFollow: Bool { kind != .rush }

    private static func queried(_ file: String, _ bytes: [UInt8], _ queries: [String]) -> [VersionSource] {
        queries.flatMap {
            ExtraFileEcosystem().sources(in: file, bytes: bytes, as: .json, query: $0).sources
        }
    }

    /// `s.version = '1.2.0'`, as it is spelled there; `"version": "1.2.0"` in JSON with comments.
    private static func patterned(_ file: String, _ bytes: [UInt8], _ isPodspec: Bool) -> [VersionSource] {
        let text = String(decoding: bytes, as: UTF8.self)
        let assignment = isPodspec ? /\.version\s*=\s*['"]([0-9][^'"{}\n]*)['"]/ : /"version"\s*:\s*"([0-9][^"{}\n]*)"/
        var patterns: [String] = []
        for match in text.matches(of: assignment) {
            let pattern = match.output.0.replacing(match.output.1, with: "{version}")
            if !patterns.contains(String(pattern)) { patterns.append(String(pattern)) }
        }
        return patterns.flatMap {
            ExtraFileEcosystem().sources(in: file, bytes: bytes, as: .automatic, query: nil, pattern: $0).sources
        }
    }
}
