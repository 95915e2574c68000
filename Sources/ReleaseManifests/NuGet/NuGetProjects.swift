import ReleaseModel
import ReleaseText

/// The MSBuild files and package specifications of one repository together.
struct NuGetProjects {
    private(set) var files: [String: NuGetFile] = [:]
    /// Files that properties read.
    private(set) var plainFiles: [String: [UInt8]] = [:]
    /// Sources that state versions in attributes, by path.
    private(set) var attributes: [String: AssemblyAttributes] = [:]
    private var specifications: [NuGetSpecification] = []
    /// What each file imports, by its path.
    private(set) var imports: [String: [Import]] = [:]
    /// Each central list of versions by its folder, and in it each package by its name in lower case.
    private var central: [String: [String: NuGetFile.Value]] = [:]

    struct Import {
        var offset: Int
        /// The files that it may mean.
        var targets: [String]
    }

    static let properties = "Directory.Build.props"
    static let targets = "Directory.Build.targets"
    static let options = "Directory.Build.rsp"
    static let lock = "packages.lock.json"
    static let versions = "Directory.Packages.props"
    private static let extensions = [".csproj", ".fsproj", ".vbproj"]

    static func isProject(_ path: String) -> Bool { extensions.contains { path.hasSuffix($0) } }

    static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        if name.hasSuffix(".nuspec") {
            return !path.split(separator: "/").dropLast().contains { $0 == "obj" || $0 == "bin" }
        }
        return isProject(path) || [properties, targets, options, versions, lock].contains(String(name))
    }

    init(_ files: [String: [UInt8]]) {
        for (path, bytes) in files where RepositoryPath.name(of: path) != NuGetProjects.lock {
            if path.hasSuffix(".nuspec") {
                specifications.append(NuGetSpecification(file: path, bytes: bytes))
            } else if AssemblyAttributes.isSource(path) {
                attributes[path] = AssemblyAttributes(file: path, bytes: bytes)
            } else if !NuGetProjects.isMarkup(path, bytes) {
                plainFiles[path] = bytes
            } else {
                self.files[path] = NuGetFile(file: path, bytes: bytes)
            }
        }
        let known = Set(self.files.keys)
        for (path, file) in self.files where !file.imports.isEmpty {
            imports[path] = file.imports.map { Import(offset: $0.offset, targets: $0.targets(among: known)) }
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
            // What is imported may be written in any language that only a build understands.
            if NuGetProjects.isManifest(path) { add(file.diagnostics, of: path, to: &reading) }
            guard NuGetProjects.isProject(path), file.diagnostics.isEmpty else { continue }
            let (package, stale) = package(of: file)
            reading.packages.append(package)
            add(stale, of: path, to: &reading)
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
        reading.finish()
        mark(hidden, in: &reading.packages)
        return reading
    }

    private func add(_ diagnostics: [Diagnostic], of path: String, to reading: inout ManifestReading) {
        reading.diagnostics += diagnostics.map { $0.softened(if: liesInSampleFolder(path: path)) }
    }

    /// Tests and what is never packed are not components unless something else is built from them.
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

    /// Why a project only builds the repository and is never packed; nil where nothing says so.
    private func buildReason(of file: NuGetFile) -> String? {
        guard property("PackAsTool", for: file)?.text.lowercased() != "true",
            property("IsPackable", for: file)?.text.lowercased() != "true", property("PackageId", for: file) == nil,
            property("OutputType", for: file)?.text.lowercased() == "exe"
        else { return nil }
        let tools: Set = ["nuke.common", "cake.frosting", "bullseye", "modularpipelines"]
        let tool = file.items.lazy.filter { $0.localName == "PackageReference" }.flatMap { file.names(of: $0) }
            .first { tools.contains($0.lowercased()) }
        if let tool { return "a program for the build, made with \(tool)" }
        let folders = file.folder.split(separator: "/").map { $0.lowercased() }
        return folders.first { ["build", "_build", ".build", "eng"].contains($0) }
            .map { "a program in \($0), without PackAsTool or PackageId" }
    }

    // MARK: Packages

    private func name(of file: NuGetFile) -> String {
        if let written = property("PackageId", for: file)?.text, !written.contains("$(") { return written }
        let name = RepositoryPath.name(of: file.document.file)
        return String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
    }

    /// - Returns: The package, and what its sources say of another version.
    private func package(of file: NuGetFile) -> (FoundPackage, stale: [Diagnostic]) {
        let (version, stale) = version(of: file)
        var package = FoundPackage(
            ecosystem: .nuget, name: name(of: file), path: file.folder,
            manifest: file.document.place(at: file.document.root?.range.lowerBound ?? 0),
            versionSources: version.whole, requirements: file.items.flatMap { requirements($0, of: file) })
        package.versionParts = version.parts
        package.unpublishedBy = buildReason(of: file)
        let place = ["PackageVersion", "Version", "VersionPrefix", "VersionSuffix", "InformationalVersion"].lazy
            .compactMap {
                property($0, for: file)?.place
            }.first
        if let fault = outsideFault(of: file, version.whole) {
            package.versionFaults = [fault]
        } else if let fault = version.fault, let place = place ?? version.whole.first?.place {
            package.versionFaults = [
                Diagnostic(
                    code: "nuget.computed-version", place: place,
                    message: "The version can't be followed: \(fault).",
                    suggestion: fault.contains("InformationalVersion")
                        ? "Let MSBuild repeat it: <InformationalVersion>$(Version)</InformationalVersion>"
                        : "Write Version as it is, or VersionPrefix and VersionSuffix without it.")
            ]
        }
        return (package, stale)
    }

    /// Sources with attributes that projects may state their versions in.
    static func attributeFiles(of manifests: [String: [UInt8]], among paths: [String]) -> Set<String> {
        let sources = Set(paths.filter(AssemblyAttributes.isSource))
        guard !sources.isEmpty else { return [] }
        let projects = manifests.filter { isProject($0.key) }.map { NuGetFile(file: $0.key, bytes: $0.value) }
        return sources.intersection(projects.flatMap { AssemblyAttributes.files(of: $0) })
    }

    /// Of the project itself, else of the nearest file of properties that has it.
    func property(_ name: String, for file: NuGetFile) -> NuGetFile.Value? {
        around(file, deciding: name).lazy.compactMap { $0.property(name) }.first
    }

    /// The value that `$(Name)` stands for; nil where it is computed.
    func literal(_ value: NuGetFile.Value?, for file: NuGetFile) -> NuGetFile.Value? {
        var value = value
        for _ in 0..<10 {
            guard let found = value, found.text.contains("$(") else { return value }
            let inner = found.text.dropFirst(2).dropLast()
            guard found.text.hasPrefix("$("), found.text.last == ")", !inner.contains("(") else { return nil }
            let name = String(inner)
            value =
                property(name, for: file)
                ?? RepositoryPath.selfAndAncestors(of: file.folder).lazy.compactMap {
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
                var found = FoundRequirement(
                    package: files[target].map(self.name)
                        ?? String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)]),
                    kind: .normal, requirement: nil, path: RepositoryPath.folder(of: target),
                    place: file.document.place(at: item.range.lowerBound), key: nil)
                if isPacked(item, of: file) { found.publishedAs = "{version}" }
                return found
            }
        default: return []
        }
    }

    /// Whether a reference to a project becomes a requirement of the package; the project's version is then its minimum.
    private func isPacked(_ item: XMLElement, of file: NuGetFile) -> Bool {
        file.metadata("PrivateAssets", of: item)?.text.lowercased() != "all"
            && file.metadata("ReferenceOutputAssembly", of: item)?.text.lowercased() != "false"
    }

    /// Projects that one refers to, whatever the conditions, and that do not exist; restoring it fails.
    func missingProjects(of file: NuGetFile) -> [MissingTarget] {
        guard !liesInSampleFolder(path: file.document.file) else { return [] }
        return file.items.filter { $0.localName == "ProjectReference" && !file.isConditional($0) }.flatMap { item in
            file.names(of: item).compactMap { path in
                let target = RepositoryPath.joined(file.folder, path.replacing("\\", with: "/"))
                guard NuGetProjects.isProject(target), files[target] == nil, !liesInSkippedFolder(path: target)
                else { return nil }
                var missing = missingTarget(
                    RepositoryPath.folder(of: target), of: target,
                    at: file.document.place(at: item.range.lowerBound), in: .nuget)
                missing.diagnostic.message = "The project '\(target)' does not exist."
                return missing
            }
        }
    }

    /// Only the nearest central list counts.
    private func centralVersion(of name: String, for file: NuGetFile) -> NuGetFile.Value? {
        RepositoryPath.selfAndAncestors(of: file.folder).lazy.compactMap { central[$0] }.first?[name.lowercased()]
    }
}
