import ReleaseModel
import ReleaseText

/// The poms of one repository together: parents give groups, versions, properties and managed versions.
struct MavenReactor {
    /// By path.
    private var poms: [String: MavenPom] = [:]
    /// The package of each pom that has one, by path.
    private var names: [String: String] = [:]
    private var own: Set<String> = []
    /// Each pom with its parents, nearest first, by path.
    private var lineages: [String: [MavenPom]] = [:]
    /// What each pom manages, by path and then by role and name.
    private var managed: [String: [String: MavenPom.Requirement]] = [:]
    private var sources: [String: VersionSource] = [:]
    /// The parts beside them, and why a version can't be followed, by path.
    private var parts: [String: [VersionSource]] = [:]
    private var faults: [String: Diagnostic] = [:]
    /// The packages whose pom has the one of that path among its parents, or is it.
    private var children: [String: Set<String>] = [:]
    private let options: [MavenOptions]
    private static let maximumParents = 20

    init(_ files: [String: [UInt8]], options: [MavenOptions] = []) {
        self.options = options
        for (path, bytes) in files { poms[path] = MavenPom(file: path, bytes: bytes) }
        for (path, pom) in poms { lineages[path] = lineage(of: pom) }
        for (path, pom) in poms {
            names[path] = name(of: pom)
            let version = version(of: pom)
            sources[path] = version.source
            parts[path] = version.parts
            faults[path] = version.fault
            for one in withParents(pom) { names[path].map { _ = children[one.document.file, default: []].insert($0) } }
        }
        own = Set(names.values)
        for (path, pom) in poms {
            for one in pom.requirements where one.isManaged {
                guard let name = name(of: one, in: pom) else { continue }
                managed[path, default: [:]]["\(one.role) \(name)", default: one] = one
            }
        }
    }

    func reading() -> ManifestReading {
        var reading = ManifestReading()
        let modules = Set(poms.values.flatMap(\.modules))
        for (path, pom) in poms.sorted(by: { $0.key < $1.key }) {
            var diagnostics = pom.diagnostics
            if let package = package(of: pom, &diagnostics) { reading.packages.append(package) }
            let isSample = liesInSampleFolder(path: path) && !modules.contains(pom.folder)
            reading.diagnostics += diagnostics.map { $0.softened(if: isSample) }
        }
        reading.finish { modules.contains($0.path) }
        return reading
    }

    private func name(of pom: MavenPom) -> String? {
        guard let artifact = pom.text("artifactId")?.text,
            let group = pom.text("groupId")?.text ?? pom.parentText("groupId")?.text
        else { return nil }
        return resolved(group, in: pom) + ":" + resolved(artifact, in: pom)
    }

    private func package(of pom: MavenPom, _ diagnostics: inout [Diagnostic]) -> FoundPackage? {
        guard let name = names[pom.document.file], let artifact = pom.text("artifactId") else { return nil }
        let source = sources[pom.document.file]
        if let source, source.place.file == pom.document.file, source.computed == nil, Version(source.value) == nil {
            diagnostics.append(
                Diagnostic(
                    .warning, code: "maven.invalid-version", place: source.place,
                    message: "'\(source.value.prefix(80))' is not a numeric version, so it can't be raised.",
                    suggestion: "Write it as in '1.2.3' or '1.2.3-rc.1'."))
        }
        let found = pom.requirements.compactMap { requirement(of: $0, in: pom) }
        var requirements = found.flatMap { one in
            one.kind == .build || own.contains(one.package) ? [one] : one.alsoPublished(by: .gradle)
        }
        if let parent = parentRequirement(of: pom) { requirements.insert(parent, at: 0) }
        var package = FoundPackage(
            ecosystem: .maven, name: name, path: pom.folder,
            manifest: pom.document.place(at: artifact.range.lowerBound),
            versionSources: source.map { [$0] } ?? [], requirements: requirements)
        if property("maven.deploy.skip", in: pom)?.text.text == "true" { package.unpublishedBy = "maven.deploy.skip" }
        package.versionParts = parts[pom.document.file] ?? []
        package.versionFaults = faults[pom.document.file].map { [$0] } ?? []
        return package
    }

    /// The parent in this repository: the file that is named, if it is that package.
    private func parent(of pom: MavenPom) -> MavenPom? {
        guard let file = pom.parentFile, let parent = poms[file], file != pom.document.file,
            let artifact = pom.parentText("artifactId")?.text, parent.text("artifactId")?.text == artifact
        else { return nil }
        return parent
    }

    private func withParents(_ pom: MavenPom) -> [MavenPom] { lineages[pom.document.file] ?? [pom] }

    private func lineage(of pom: MavenPom) -> [MavenPom] {
        var all = [pom]
        while all.count < MavenReactor.maximumParents, let next = parent(of: all[all.count - 1]) { all.append(next) }
        return all
    }

    // MARK: Versions

    private struct ComputedVersion {
        var source: VersionSource?
        var parts: [VersionSource] = []
        var fault: Diagnostic?
    }

    /// The nearest written version, or what the properties in it make, as with `${revision}${sha1}${changelist}`.
    private func version(of pom: MavenPom) -> ComputedVersion {
        for one in withParents(pom) {
            guard let text = one.text("version") else { continue }
            if !text.text.contains("${") {
                return ComputedVersion(source: source(VersionValue(text: text, key: one.key(of: "version"), pom: one)))
            }
            let found = VersionComposition(pieces: pieces(of: text.text, in: pom)).sources()
            let set = options.first { $0.governs(pom.document.file) && $0.sets(oneOf: text.text) }
            let profile = withParents(pom).lazy.compactMap { owner in
                owner.profileProperties.sorted().first { text.text.contains("${\($0)}") }
                    .map { "a profile of \(owner.document.file) that may be active sets \($0)" }
            }.first
            // A version that only a profile gives is still the repository's.
            let only = withParents(pom).lazy.compactMap { owner in
                found.whole.isEmpty
                    ? owner.anyProfileProperties.sorted().first { text.text.contains("${\($0)}") }
                        .map { "only a profile of \(owner.document.file) sets \($0)" } : nil
            }.first
            let fault = (found.fault ?? set.map { "\($0.file) sets a property of it" } ?? profile ?? only).map { why in
                one.diagnostic(
                    "computed-version", at: text.range.lowerBound,
                    "The version '\(text.text.prefix(80))' can't be followed: \(why).",
                    suggestion:
                        "Define each property in the pom, numbers first: <version>${revision}${changelist}</version>, or write the version itself."
                )
            }
            return ComputedVersion(source: found.whole.first, parts: found.parts, fault: fault)
        }
        return ComputedVersion()
    }

    private func pieces(of text: String, in pom: MavenPom, depth: Int = 0) -> [VersionComposition.Piece] {
        var pieces: [VersionComposition.Piece] = []
        var rest = Substring(text)
        while let open = rest.firstRange(of: "${"), let close = rest[open.upperBound...].firstIndex(of: "}") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            let name = String(rest[open.upperBound..<close])
            if let value = property(name, in: pom, mayBeEmpty: true) {
                pieces.append(.value(source(value)))
            } else if depth < 10, let inner = self.text(of: name, in: pom), inner.contains("${") {
                // One that is put together itself.
                pieces += self.pieces(of: inner, in: pom, depth: depth + 1)
            } else {
                pieces.append(.unknown(name))
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        // An empty element that can't hold text will never have a value.
        return pieces.filter { piece in
            if case .value(let source) = piece {
                !source.value.isEmpty || source.place.line > 1 || source.place.column > 1
            } else {
                true
            }
        }
    }

    private func source(_ value: VersionValue) -> VersionSource {
        VersionSource(ecosystem: .maven, place: value.place, key: value.key, value: value.text.text)
    }

    /// A text that can be edited, and the pom in which it stands.
    private struct VersionValue {
        var text: XMLText
        var key: String
        var pom: MavenPom
        var place: Place { pom.document.place(at: text.range.lowerBound) }
    }

    /// What a property is, nearest first, following properties that are only another's name.
    private func property(_ name: String, in pom: MavenPom, mayBeEmpty: Bool = false) -> VersionValue? {
        let poms = withParents(pom)
        var name = name
        for _ in 0..<10 {
            guard let (owner, element) = poms.lazy.compactMap({ one in one.property(name).map { (one, $0) } }).first,
                let text = element.text, mayBeEmpty || !text.text.isEmpty
            else { return nil }
            guard text.text.contains("${") else {
                return VersionValue(text: text, key: owner.document.key(of: element), pom: owner)
            }
            guard let next = wholeReference(text.text) else { return nil }
            name = next
        }
        return nil
    }

    /// A property as it is written, nearest first.
    private func text(of name: String, in pom: MavenPom) -> String? {
        withParents(pom).lazy.compactMap { $0.property(name) }.first?.text?.text
    }

    /// The name where the text is one reference and nothing else.
    private func wholeReference(_ text: String) -> String? {
        guard text.hasPrefix("${"), text.last == "}", !text.dropFirst().contains("$") else { return nil }
        return String(text.dropFirst(2).dropLast())
    }

    private func resolved(_ text: String, in pom: MavenPom) -> String {
        guard let name = wholeReference(text) else { return text }
        switch name {
        case "project.groupId", "pom.groupId", "groupId":
            let group = pom.text("groupId")?.text ?? pom.parentText("groupId")?.text ?? text
            return wholeReference(group) == nil ? group : text
        case "project.parent.groupId": return pom.parentText("groupId")?.text ?? text
        case "project.artifactId", "pom.artifactId": return pom.text("artifactId")?.text ?? text
        default: return property(name, in: pom)?.text.text ?? text
        }
    }

    // MARK: Requirements

    private func parentRequirement(of pom: MavenPom) -> FoundRequirement? {
        guard let element = pom.parent, let artifact = pom.parentText("artifactId"),
            let group = pom.parentText("groupId")
        else { return nil }
        let parent = parent(of: pom)
        let value = pom.parentText("version").flatMap {
            version($0, pom.parentKey(of: "version"), writtenIn: pom, for: pom)
        }
        return FoundRequirement(
            package: resolved(group.text, in: pom) + ":" + artifact.text, kind: .build, requirement: value?.text.text,
            path: parent?.folder, place: value?.place ?? pom.document.place(at: element.range.lowerBound),
            key: value?.key)
    }

    /// A written version, or the property it refers to; nil where it follows by itself, such as `${project.version}`.
    private func version(
        _ text: XMLText, _ key: String, writtenIn owner: MavenPom, for pom: MavenPom
    ) -> VersionValue? {
        guard text.text.contains("${") else { return VersionValue(text: text, key: key, pom: owner) }
        guard let name = wholeReference(text.text), let value = property(name, in: pom),
            // The property that is the version itself moves with it.
            sources[pom.document.file].map({ $0.place != value.place }) ?? true
        else { return nil }
        return value
    }

    private func requirement(of one: MavenPom.Requirement, in pom: MavenPom) -> FoundRequirement? {
        guard let name = name(of: one, in: pom) else { return nil }
        let value = ownVersion(of: one, in: pom, for: pom) ?? nil
        let isWritten = pom.document.text("version", of: one.element) != nil
        let found = isWritten || one.isManaged ? value : managedVersion(of: name, one.role, in: pom)
        return FoundRequirement(
            package: name, kind: kind(of: one, named: name, in: pom), requirement: found?.text.text,
            place: found?.place ?? pom.document.place(at: one.element.range.lowerBound), key: found?.key)
    }

    private func ownVersion(
        of one: MavenPom.Requirement, in owner: MavenPom, for pom: MavenPom
    ) -> VersionValue?? {
        guard let element = owner.document.child("version", of: one.element), let text = element.text,
            !text.text.isEmpty
        else { return nil }
        return .some(version(text, owner.document.key(of: element), writtenIn: owner, for: pom))
    }

    private func name(of one: MavenPom.Requirement, in pom: MavenPom) -> String? {
        guard let artifact = pom.document.text("artifactId", of: one.element) else { return nil }
        let group = pom.document.text("groupId", of: one.element)?.text
        guard let group = group ?? (one.role == .plugin ? "org.apache.maven.plugins" : nil) else { return nil }
        return resolved(group, in: pom) + ":" + resolved(artifact.text, in: pom)
    }

    private func managedVersion(of name: String, _ role: MavenPom.Requirement.Role, in pom: MavenPom) -> VersionValue? {
        for owner in withParents(pom) {
            if let one = managed[owner.document.file]?["\(role) \(name)"],
                let version = ownVersion(of: one, in: owner, for: pom)
            {
                return version
            }
        }
        return nil
    }

    private func kind(of one: MavenPom.Requirement, named name: String, in pom: MavenPom) -> EdgeKind {
        guard one.role == .dependency else { return .build }
        let scope = pom.document.text("scope", of: one.element)?.text
        if scope == "import" { return .build }
        if scope == "test" { return .dev }
        // A parent that names the versions of its own children is not built after them.
        if one.isManaged, children[pom.document.file]?.contains(name) == true { return .dev }
        return pom.document.text("optional", of: one.element)?.text == "true" ? .optional : .normal
    }
}
