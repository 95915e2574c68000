import ReleaseModel
import ReleaseText

/// The files of properties around a project, in the order in which MSBuild reads them.
extension NuGetProjects {
    /// What a response file or an import sets that is not followed.
    func outsideFault(of file: NuGetFile, _ sources: [VersionSource]) -> Diagnostic? {
        let ancestors = RepositoryPath.selfAndAncestors(of: file.folder)
        let option = ancestors.map { RepositoryPath.joined($0, NuGetProjects.options) }.first { path in
            plainFiles[path].map {
                String(decoding: $0, as: UTF8.self).contains(
                    /(?i)[-\/](p|property):(Package)?Version(Prefix|Suffix)?=/)
            } ?? false
        }
        if let option {
            return Diagnostic(
                code: "nuget.computed-version", place: Place(file: option, line: 1, column: 1),
                message: "This file sets the version for every build, which can't be followed.",
                suggestion: "Write it as <Version> in Directory.Build.props.")
        }
        guard sources.isEmpty else { return nil }
        for one in [file] + around(file) {
            for item in imports[one.document.file] ?? [] where item.targets.count > 1 {
                let targets = item.targets.filter { path in
                    ["PackageVersion", "Version", "VersionPrefix"].contains { files[path]?.property($0) != nil }
                }
                guard targets.count > 1 else { continue }
                return Diagnostic(
                    code: "nuget.computed-version", place: one.document.place(at: item.offset),
                    message: "The version may come from \(targets.joined(separator: " or ")).",
                    suggestion: "Name the file by its path: <Import Project=\"$(MSBuildThisFileDirectory)…\" />")
            }
        }
        return nil
    }

    /// The project and the properties around it, nearest first; each followed by the files that it imports.
    func around(_ file: NuGetFile) -> [NuGetFile] {
        let ancestors = RepositoryPath.selfAndAncestors(of: file.folder)
        let properties = ancestors.compactMap { files[RepositoryPath.joined($0, NuGetProjects.properties)] }
        return ([file] + properties).flatMap(withImports)
    }

    /// The same in the order in which they decide on a property: what is set last wins, and targets come last.
    func around(_ file: NuGetFile, deciding name: String) -> [NuGetFile] {
        let targets = RepositoryPath.selfAndAncestors(of: file.folder).compactMap {
            files[RepositoryPath.joined($0, NuGetProjects.targets)]
        }.flatMap(withImports)
        let early = around(file)
        // Each is behind those that it imports below the property.
        var ordered: [NuGetFile] = []
        for one in early where !ordered.contains(where: { $0.document.file == one.document.file }) {
            let offset = one.offset(of: name) ?? .max
            ordered += (imports[one.document.file] ?? []).reversed().filter { $0.offset > offset }.compactMap(imported)
                .filter { $0.overrides(name) }
            ordered.append(one)
        }
        return targets.filter { $0.overrides(name) } + ordered + targets.filter { !$0.overrides(name) }
    }

    private func imported(_ one: Import) -> NuGetFile? { one.targets.count == 1 ? files[one.targets[0]] : nil }

    /// A file and what it imports, the last first, through five files at most.
    private func withImports(_ file: NuGetFile) -> [NuGetFile] {
        func imported(by path: String) -> [NuGetFile] { (imports[path] ?? []).compactMap(self.imported) }
        var found = [file]
        var pending = imported(by: file.document.file).map { ($0, 1) }
        while let (next, depth) = pending.popLast() {
            guard !found.contains(where: { $0.document.file == next.document.file }) else { continue }
            found.append(next)
            if depth < 5 { pending += imported(by: next.document.file).map { ($0, depth + 1) } }
        }
        return found
    }

    /// Whether a file is MSBuild's, and not one that a property reads.
    static func isMarkup(_ path: String, _ bytes: [UInt8]) -> Bool {
        let first = bytes.first { !$0.isSpace && ![0xEF, 0xBB, 0xBF].contains($0) }
        return RepositoryPath.name(of: path) != options && (isManifest(path) || first == UInt8(ascii: "<"))
    }

    /// The files of properties that these import, and the files that they read.
    static func imports(of manifests: [String: [UInt8]], among paths: [String]) -> Set<String> {
        var found: Set<String> = []
        let known = Set(paths)
        // Most projects import nothing, and need not be parsed once more to know that.
        let candidates = manifests.filter { path, bytes in
            !path.hasSuffix(".nuspec") && !AssemblyAttributes.isSource(path) && isMarkup(path, bytes)
        }
        let readsFiles = candidates.values.contains { $0.firstRange(of: Array("System.IO.File".utf8)) != nil }
        for (path, bytes) in candidates
        where readsFiles || bytes.firstRange(of: Array("<Import".utf8)) != nil {
            let file = NuGetFile(file: path, bytes: bytes)
            for one in file.imports { found.formUnion(one.targets(among: known)) }
            guard readsFiles else { continue }
            let names = file.propertyTexts.flatMap { text in
                text.replacing("\\", with: "/").matches(of: /[A-Za-z0-9_.\/-]+/).map { String($0.output) }
            }
            let ancestors = RepositoryPath.selfAndAncestors(of: file.folder)
            let wanted = names.flatMap { name in
                ancestors.map { RepositoryPath.joined($0, String(name.drop { $0 == "/" })) }
            }
            found.formUnion(known.intersection(wanted))
        }
        return found
    }
}
