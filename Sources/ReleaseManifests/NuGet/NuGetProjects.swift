import ReleaseModel

/// The MSBuild files and package specifications of one repository together.
struct NuGetProjects {
    private var files: [String: NuGetFile] = [:]
    private var specifications: [NuGetSpecification] = []
    /// Each central list of versions by its folder, and in it each package by its name in lower case.
    private var central: [String: [String: NuGetFile.Value]] = [:]

    private static let properties = "Directory.Build.props"
    private static let versions = "Directory.Packages.props"
    private static let extensions = [".csproj", ".fsproj", ".vbproj"]

    static func isProject(_ path: String) -> Bool { extensions.contains { path.hasSuffix($0) } }

    static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        if name.hasSuffix(".nuspec") {
            return !path.split(separator: "/").dropLast().contains { $0 == "obj" || $0 == "bin" }
        }
        return isProject(path) || name == properties || name == versions
    }

    init(_ files: [String: [UInt8]]) {
        for (path, bytes) in files {
            if path.hasSuffix(".nuspec") {
                specifications.append(NuGetSpecification(file: path, bytes: bytes))
            } else {
                self.files[path] = NuGetFile(file: path, bytes: bytes)
            }
        }
        specifications.sort { $0.document.file < $1.document.file }
        for (path, file) in self.files where RepositoryPath.name(of: path) == NuGetProjects.versions {
            for item in file.items
            where item.localName == "PackageVersion" || item.localName == "GlobalPackageReference" {
                for name in file.names(of: item) {
                    central[file.folder, default: [:]][name.lowercased()] = file.metadata("Version", of: item)
                }
            }
        }
    }

    func reading() -> ManifestReading {
        var reading = ManifestReading()
        var hidden: Set<String> = []
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            add(file.diagnostics, of: path, to: &reading)
            guard NuGetProjects.isProject(path), file.diagnostics.isEmpty else { continue }
            reading.packages.append(package(of: file))
            if isUnpackable(file) { hidden.insert(path) }
        }
        for one in specifications {
            add(one.diagnostics, of: one.document.file, to: &reading)
            guard let found = one.package else { continue }
            let same = reading.packages.firstIndex {
                $0.path == found.path && (found.name.isEmpty || $0.name.lowercased() == found.name.lowercased())
            }
            if let same {
                reading.packages[same].versionSources += found.versionSources
                reading.packages[same].requirements += found.requirements
            } else if !found.name.isEmpty {
                reading.packages.append(found)
            }
        }
        markSamples(&reading.packages) { _ in false }
        mark(hidden, in: &reading.packages)
        reading.packages.sort { ($0.path, $0.name) < ($1.path, $1.name) }
        reading.diagnostics.sort { $0.place < $1.place }
        return reading
    }

    private func add(_ diagnostics: [Diagnostic], of path: String, to reading: inout ManifestReading) {
        reading.diagnostics += diagnostics.map { $0.softened(if: liesInSampleFolder(path: path)) }
    }

    /// Tests and what is never packed are no components unless something else is built from them.
    private func isUnpackable(_ file: NuGetFile) -> Bool {
        if let says = property("IsPackable", for: file)?.text.lowercased() { return says == "false" }
        if property("IsTestProject", for: file)?.text.lowercased() == "true" { return true }
        return file.items.contains { item in
            item.localName == "PackageReference"
                && file.names(of: item).contains { $0.lowercased() == "microsoft.net.test.sdk" }
        }
    }

    private func mark(_ hidden: Set<String>, in packages: inout [FoundPackage]) {
        for index in packages.indices where hidden.contains(packages[index].manifest.file) {
            packages[index].isSample = true
        }
        var hasChanged = true
        while hasChanged {
            let required = Set(packages.filter { !$0.isSample }.flatMap(\.requirements).compactMap(\.path))
            hasChanged = false
            for index in packages.indices
            where packages[index].isSample && hidden.contains(packages[index].manifest.file)
                && required.contains(packages[index].path)
            {
                packages[index].isSample = false
                hasChanged = true
            }
        }
    }

    // MARK: Packages

    private func name(of file: NuGetFile) -> String {
        if let written = property("PackageId", for: file)?.text, !written.contains("$(") { return written }
        let name = RepositoryPath.name(of: file.document.file)
        return String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
    }

    private func package(of file: NuGetFile) -> FoundPackage {
        let version = ["Version", "VersionPrefix"].lazy.compactMap { literal(property($0, for: file), for: file) }.first
        return FoundPackage(
            ecosystem: .nuget, name: name(of: file), path: file.folder,
            manifest: file.document.place(at: file.document.root?.range.lowerBound ?? 0),
            versionSources: version.map {
                [VersionSource(ecosystem: .nuget, place: $0.place, key: $0.key, value: $0.text)]
            } ?? [], requirements: file.items.flatMap { requirements($0, of: file) })
    }

    /// Of the project itself, else of the nearest `Directory.Build.props` around it that has it.
    private func property(_ name: String, for file: NuGetFile) -> NuGetFile.Value? {
        if let own = file.property(name) { return own }
        for folder in RepositoryPath.andAncestors(of: file.folder) {
            let path = RepositoryPath.joined(folder, NuGetProjects.properties)
            if let found = files[path]?.property(name) { return found }
        }
        return nil
    }

    /// The value that `$(Name)` stands for; nil where it is computed.
    private func literal(_ value: NuGetFile.Value?, for file: NuGetFile) -> NuGetFile.Value? {
        var value = value
        for _ in 0..<10 {
            guard let found = value, found.text.contains("$(") else { return value }
            let inner = found.text.dropFirst(2).dropLast()
            guard found.text.hasPrefix("$("), found.text.last == ")", !inner.contains("(") else { return nil }
            let name = String(inner)
            value =
                property(name, for: file)
                ?? RepositoryPath.andAncestors(of: file.folder).lazy.compactMap {
                    files[RepositoryPath.joined($0, NuGetProjects.versions)]?.property(name)
                }.first
        }
        return nil
    }

    // MARK: Requirements

    private func requirements(_ item: XMLElement, of file: NuGetFile) -> [FoundRequirement] {
        switch item.localName {
        case "PackageReference":
            let isPrivate = file.metadata("PrivateAssets", of: item)?.text.lowercased() == "all"
            return file.names(of: item).map { name in
                let written = file.metadata("VersionOverride", of: item) ?? file.metadata("Version", of: item)
                let version = literal(written ?? centralVersion(of: name, for: file), for: file)
                return FoundRequirement(
                    package: name, kind: isPrivate ? .dev : .normal, requirement: version?.text,
                    place: version?.place ?? file.document.place(at: item.range.lowerBound), key: version?.key)
            }
        case "ProjectReference":
            return file.names(of: item).map { path in
                let target = RepositoryPath.joined(file.folder, path.replacing("\\", with: "/"))
                let name = RepositoryPath.name(of: target)
                return FoundRequirement(
                    package: files[target].map(self.name)
                        ?? String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)]),
                    kind: .normal, requirement: nil, path: RepositoryPath.folder(of: target),
                    place: file.document.place(at: item.range.lowerBound), key: nil)
            }
        default: return []
        }
    }

    /// Only the nearest central list counts.
    private func centralVersion(of name: String, for file: NuGetFile) -> NuGetFile.Value? {
        RepositoryPath.andAncestors(of: file.folder).lazy.compactMap { central[$0] }.first?[name.lowercased()]
    }
}
