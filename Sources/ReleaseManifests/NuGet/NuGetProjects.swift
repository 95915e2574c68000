import ReleaseModel
import ReleaseText

/// The MSBuild files and package specifications of one repository together.
struct NuGetProjects {
    private var files: [String: NuGetFile] = [:]
    private var specifications: [NuGetSpecification] = []
    /// Each central list of versions by its folder, and in it each package by its name in lower case.
    private var central: [String: [String: NuGetFile.Value]] = [:]

    private static let properties = "Directory.Build.props"
    static let lock = "packages.lock.json"
    private static let versions = "Directory.Packages.props"
    private static let extensions = [".csproj", ".fsproj", ".vbproj"]

    static func isProject(_ path: String) -> Bool { extensions.contains { path.hasSuffix($0) } }

    static func isManifest(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        if name.hasSuffix(".nuspec") {
            return !path.split(separator: "/").dropLast().contains { $0 == "obj" || $0 == "bin" }
        }
        return isProject(path) || name == properties || name == versions || name == lock
    }

    init(_ files: [String: [UInt8]]) {
        for (path, bytes) in files where RepositoryPath.name(of: path) != NuGetProjects.lock {
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
            // What is imported may be written in any language that only a build understands.
            if NuGetProjects.isManifest(path) { add(file.diagnostics, of: path, to: &reading) }
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

    // MARK: Packages

    private func name(of file: NuGetFile) -> String {
        if let written = property("PackageId", for: file)?.text, !written.contains("$(") { return written }
        let name = RepositoryPath.name(of: file.document.file)
        return String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)])
    }

    private func package(of file: NuGetFile) -> FoundPackage {
        let version = version(of: file)
        var package = FoundPackage(
            ecosystem: .nuget, name: name(of: file), path: file.folder,
            manifest: file.document.place(at: file.document.root?.range.lowerBound ?? 0),
            versionSources: version.whole, requirements: file.items.flatMap { requirements($0, of: file) })
        package.versionParts = version.parts
        let place = ["Version", "VersionPrefix", "InformationalVersion"].lazy.compactMap {
            property($0, for: file)?.place
        }.first
        if let fault = version.fault, let place {
            package.versionFaults = [
                Diagnostic(
                    code: "nuget.computed-version", place: place,
                    message: "The version can't be followed: \(fault).",
                    suggestion: fault.hasPrefix("InformationalVersion")
                        ? "Let MSBuild repeat it, as the message says."
                        : "Write Version as it is, or VersionPrefix and VersionSuffix without it.")
            ]
        }
        return package
    }

    /// What the SDK computes: `PackageVersion`, else `Version`, else `VersionPrefix` and `VersionSuffix` with a hyphen
    /// between them ([its rules](https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props#version)).
    private func version(of file: NuGetFile) -> VersionComposition.Sources {
        var found = VersionComposition.Sources()
        let package = property("PackageVersion", for: file).flatMap { literal($0, for: file) }
        if let package { found.whole.append(source(package)) }
        if let written = property("Version", for: file) {
            let own = VersionComposition(pieces: pieces(of: written.text, for: file)).sources()
            // Beside a PackageVersion it only follows, and only where it says the same: it may count something else.
            if package == nil {
                found = own
            } else if own.fault == nil, let one = own.whole.first, one.version == found.whole[0].version {
                found.whole += own.whole
                found.parts += own.parts
            }
        }
        if found.whole.isEmpty {
            found = prefixed(for: file)
        } else {
            found.parts += mirroredPrefix(of: found, for: file)
        }
        guard let text = found.whole.first.map({ $0.computed ?? $0.value }), let version = Version(text) else {
            return found
        }
        let known = Set((found.whole + found.parts).map(\.place))
        // The SDK derives these from the version. One that is written out follows where it says the same, in as many numbers
        // as it has; any other is on purpose, such as an AssemblyVersion that stays for binary compatibility.
        for name in ["AssemblyVersion", "FileVersion", "InformationalVersion"] {
            guard !file.isConditional(name), let value = property(name, for: file).flatMap({ literal($0, for: file) }),
                !known.contains(value.place)
            else { continue }
            var one = source(value)
            if name == "InformationalVersion", value.text == text {
                found.whole.append(one)
            } else if name == "InformationalVersion", value.text.hasPrefix(text + "+") {
                found.fault =
                    "InformationalVersion repeats it with what was built; write $(Version)\(value.text.dropFirst(text.count))"
            } else if let part = [VersionPart.core, .fourNumbers].first(where: { $0.text(of: version) == value.text }) {
                one.part = part
                found.parts.append(one)
            }
        }
        return found
    }

    private func source(_ value: NuGetFile.Value) -> VersionSource {
        VersionSource(ecosystem: .nuget, place: value.place, key: value.key, value: value.text)
    }

    private func prefixed(for file: NuGetFile) -> VersionComposition.Sources {
        guard let prefix = literal(property("VersionPrefix", for: file), for: file) else { return .init() }
        var one = source(prefix)
        guard let version = Version(prefix.text) else { return .init(whole: [one]) }
        guard let suffix = suffix(for: file) else {
            // Without a suffix there is no place for a candidate's label: the prefix has the numbers alone.
            if VersionPart.core.text(of: version) == prefix.text {
                one.part = .core
                one.computed = prefix.text
            }
            return .init(whole: [one])
        }
        one.part = .core
        one.computed = suffix.text.isEmpty ? prefix.text : "\(prefix.text)-\(suffix.text)"
        var label = source(suffix)
        label.part = .label
        return .init(whole: [one], parts: [label])
    }

    /// A suffix that is written here; one that a build server sets is not.
    private func suffix(for file: NuGetFile) -> NuGetFile.Value? {
        for one in around(file) {
            if let value = one.propertyOrNothing("VersionSuffix") {
                return one.isConditional("VersionSuffix") || value.text.contains("$(") ? nil : value
            }
        }
        return nil
    }

    /// Prefix and suffix beside a written version, where they say the same.
    private func mirroredPrefix(of found: VersionComposition.Sources, for file: NuGetFile) -> [VersionSource] {
        guard let text = found.whole.first.map({ $0.computed ?? $0.value }), let version = Version(text) else {
            return []
        }
        let known = Set((found.whole + found.parts).map(\.place))
        let candidates: [(NuGetFile.Value?, VersionPart)] = [
            (literal(property("VersionPrefix", for: file), for: file), .core), (suffix(for: file), .label),
        ]
        return candidates.compactMap { value, part in
            guard let value, !known.contains(value.place), value.text == part.text(of: version) else {
                return nil
            }
            var one = source(value)
            one.part = part
            return one
        }
    }

    /// The project and the properties around it, nearest first; each followed by the files that it imports.
    private func around(_ file: NuGetFile) -> [NuGetFile] {
        let properties = RepositoryPath.selfAndAncestors(of: file.folder).compactMap {
            files[RepositoryPath.joined($0, NuGetProjects.properties)]
        }
        return ([file] + properties).flatMap { [$0] + $0.imports.compactMap { files[$0] } }
    }

    /// The files of properties that projects and the properties around them import.
    static func imports(of manifests: [String: [UInt8]]) -> Set<String> {
        var found: Set<String> = []
        // Most projects import nothing, and need not be parsed once more to know that.
        for (path, bytes) in manifests
        where (isProject(path) || RepositoryPath.name(of: path) == properties)
            && bytes.firstRange(of: Array("<Import".utf8)) != nil
        {
            found.formUnion(NuGetFile(file: path, bytes: bytes).imports)
        }
        return found
    }

    private func pieces(of text: String, for file: NuGetFile) -> [VersionComposition.Piece] {
        var pieces: [VersionComposition.Piece] = []
        var rest = Substring(text)
        while let open = rest.firstRange(of: "$("), let close = rest[open.upperBound...].firstIndex(of: ")") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            let name = String(rest[open.upperBound..<close])
            let known = around(file).lazy.compactMap { $0.propertyOrNothing(name) }.first
            if let value = known.flatMap({ $0.text.contains("$(") ? literal($0, for: file) : $0 }) {
                pieces.append(.value(source(value)))
            } else {
                pieces.append(.unknown(name))
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        // A version that is written out is a value as it is.
        if pieces.count == 1, case .text = pieces[0], let value = property("Version", for: file) {
            return [.value(source(value))]
        }
        return pieces
    }

    /// Of the project itself, else of the nearest file of properties that has it.
    private func property(_ name: String, for file: NuGetFile) -> NuGetFile.Value? {
        around(file).lazy.compactMap { $0.property(name) }.first
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
        RepositoryPath.selfAndAncestors(of: file.folder).lazy.compactMap { central[$0] }.first?[name.lowercased()]
    }
}
