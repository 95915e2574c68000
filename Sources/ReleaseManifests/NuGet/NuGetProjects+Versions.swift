import ReleaseModel
import ReleaseText

/// The version that the SDK computes of properties, wherever these stand and whatever they are made of.
extension NuGetProjects {
    /// `PackageVersion`, else `Version`, else `VersionPrefix` and `VersionSuffix` with a hyphen between them
    /// ([its rules](https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props#version)); else what the sources'
    /// attributes say.
    ///
    /// - Returns: Its places, and attributes that say another version.
    func version(of file: NuGetFile) -> (VersionComposition.Sources, stale: [Diagnostic]) {
        var found = VersionComposition(pieces: pieces(of: "PackageVersion", for: file)).sources()
        var own = VersionComposition(pieces: pieces(of: "Version", for: file)).sources()
        if own.whole.isEmpty, own.fault == nil { own = prefixed(for: file) }
        if found.whole.isEmpty, found.fault == nil {
            found = own
        } else if own.fault == nil, let one = own.whole.first?.version, one == found.whole.first?.version {
            let known = found.places
            found.whole += own.whole.filter { !known.contains($0.place) }
            found.parts += own.parts.filter { !known.contains($0.place) }
        }
        if found.whole.isEmpty, found.fault == nil, readsFile(file) {
            found.fault =
                "it is read from a file that does not begin with a version, or in another way than with ReadAllText"
        }
        found.parts += mirroredPrefix(of: found, for: file)
        let attributes = attributeValues(of: file)
        if found.whole.isEmpty, found.fault == nil,
            let stated = attributes.first(where: { $0.key == AssemblyAttributes.informational })
        {
            found.whole = [stated]
        }
        guard let text = found.text, let version = Version(text) else { return (found, []) }
        addAssemblyProperties(of: file, to: &found, saying: version, text)
        let stale = addAttributes(attributes, to: &found, saying: version, text)
        return (found, stale)
    }

    private func source(_ value: NuGetFile.Value) -> VersionSource {
        VersionSource(ecosystem: .nuget, place: value.place, key: value.key, value: value.text)
    }

    private func prefixed(for file: NuGetFile) -> VersionComposition.Sources {
        let prefix = pieces(of: "VersionPrefix", for: file)
        let suffix = suffix(for: file)
        let label = VersionComposition(pieces: suffix)
        guard label.text?.isEmpty == true else {
            guard !prefix.isEmpty else {
                return .init(fault: "VersionPrefix is not set beside VersionSuffix, so that MSBuild takes 1.0.0")
            }
            return VersionComposition(pieces: prefix + [.text("-")] + suffix).sources()
        }
        var found = VersionComposition(pieces: prefix).sources()
        guard found.fault == nil, let text = found.text, let version = Version(text) else { return found }
        // Without a suffix there is no place for a candidate's label: the prefix has the numbers alone.
        if found.whole[0].part == nil, VersionPart.core.text(of: version) == text {
            found.whole[0].part = .core
            found.whole[0].computed = text
        }
        let places = label.values
        found.parts += places.enumerated().map { $1.with($0 == places.count - 1 ? .label : .nothing) }
        return found
    }

    /// What a suffix that is written here is made of; nothing for one that only a build server sets.
    private func suffix(for file: NuGetFile) -> [VersionComposition.Piece] {
        let name = "VersionSuffix"
        for one in around(file, deciding: name) {
            guard let value = one.propertyOrNothing(name) else { continue }
            let pieces = one.isConditional(name) ? [] : pieces(of: value, for: file, within: [name.lowercased()])
            return pieces.contains { !$0.isUnknown } ? pieces : []
        }
        return []
    }

    /// Prefix and suffix beside a written version, where they say the same.
    private func mirroredPrefix(of found: VersionComposition.Sources, for file: NuGetFile) -> [VersionSource] {
        guard let text = found.text, let version = Version(text) else { return [] }
        let candidates = [(pieces(of: "VersionPrefix", for: file), VersionPart.core), (suffix(for: file), .label)]
        return candidates.compactMap { pieces, part in
            guard let one = pieces.literal, !found.places.contains(one.place), one.value == part.text(of: version)
            else { return nil }
            return one.with(part)
        }
    }

    // MARK: Expressions

    /// What a property's text is made of; nothing where the property is not there, or empty.
    func pieces(of name: String, for file: NuGetFile) -> [VersionComposition.Piece] {
        property(name, for: file).map { pieces(of: $0, for: file, within: [name.lowercased()]) } ?? []
    }

    private func pieces(
        of value: NuGetFile.Value, for file: NuGetFile, within names: [String]
    ) -> [VersionComposition.Piece] {
        guard value.text.contains("$(") else { return [.value(source(value))] }
        var pieces: [VersionComposition.Piece] = []
        var rest = Substring(value.text)
        while let open = rest.firstRange(of: "$(") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            let (name, end) = reference(in: rest[open.upperBound...])
            pieces += fileReading(name, of: value, for: file) ?? resolved(name, for: file, within: names)
            rest = rest[end...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    /// What stands in parentheses, which a call of a function has more of, and where the text goes on.
    private func reference(in text: Substring) -> (String, Substring.Index) {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return (String(text[..<index]), text.index(after: index)) }
        }
        return (String(text), text.endIndex)
    }

    private func resolved(
        _ name: String, for file: NuGetFile, within names: [String]
    ) -> [VersionComposition.Piece] {
        let lowered = name.lowercased()
        guard names.count < 10, !names.contains(lowered) else { return [.unknown(name)] }
        if let value = known(name, for: file) { return pieces(of: value, for: file, within: names + [lowered]) }
        guard lowered == "version", known("VersionPrefix", for: file) != nil else { return [.unknown(name)] }
        let prefix = resolved("VersionPrefix", for: file, within: names + [lowered])
        let suffix = suffix(for: file)
        return VersionComposition(pieces: suffix).text?.isEmpty == true ? prefix : prefix + [.text("-")] + suffix
    }

    /// A property of the project or the files around it, also an empty one.
    func known(_ name: String, for file: NuGetFile) -> NuGetFile.Value? {
        around(file, deciding: name).lazy.compactMap { $0.propertyOrNothing(name) }.first
            ?? RepositoryPath.selfAndAncestors(of: file.folder).lazy.compactMap {
                files[RepositoryPath.joined($0, NuGetProjects.versions)]?.property(name)
            }.first
    }

    // MARK: Assemblies

    private func addAssemblyProperties(
        of file: NuGetFile, to found: inout VersionComposition.Sources, saying version: Version, _ text: String
    ) {
        for name in ["AssemblyVersion", "FileVersion", "InformationalVersion"] where !file.isConditional(name) {
            let pieces = pieces(of: name, for: file)
            guard let one = pieces.literal else {
                guard name == "InformationalVersion", pieces.contains(where: { $0.isAmong(found.places) }),
                    let says = VersionComposition(pieces: pieces).textBeforeBuild
                else { continue }
                // A hyphen that stays when the label goes, say.
                let core = VersionPart.core.text(of: version)
                if says != text, says.hasPrefix(core + "-") || (says == core && version.isPrerelease) {
                    found.fault = "InformationalVersion makes '\(says)' of the same values"
                }
                continue
            }
            if !found.places.contains(one.place) { _ = add(one, named: name, to: &found, saying: version, text) }
        }
    }

    /// - Returns: Whether it follows, or can't.
    private func add(
        _ one: VersionSource, named name: String, to found: inout VersionComposition.Sources, saying version: Version,
        _ text: String
    ) -> Bool {
        let isInformational = name.hasSuffix("InformationalVersion")
        if isInformational, one.value == text {
            found.whole.append(one)
        } else if isInformational, one.value.hasPrefix(text + "+") {
            found.fault =
                "\(name) repeats it with what was built; write $(Version)\(one.value.dropFirst(text.count))"
        } else if let part = [VersionPart.core, .fourNumbers].first(where: { $0.text(of: version) == one.value }) {
            found.parts.append(one.with(part))
        } else {
            return false
        }
        return true
    }

    /// The attributes in a project's own sources that state versions.
    private func attributeValues(of file: NuGetFile) -> [VersionSource] {
        let own = AssemblyAttributes.files(of: file)
        return own.compactMap { attributes[$0] }.flatMap(\.sources)
    }

    private func addAttributes(
        _ sources: [VersionSource], to found: inout VersionComposition.Sources, saying version: Version, _ text: String
    ) -> [Diagnostic] {
        var stale: [Diagnostic] = []
        for one in sources where !found.places.contains(one.place) {
            guard !add(one, named: one.key, to: &found, saying: version, text),
                one.key == AssemblyAttributes.informational, let place = found.whole.first?.place
            else { continue }
            stale.append(
                Diagnostic(
                    .warning, code: FindingKind.undeclaredConstant.code, place: one.place,
                    message: "\(one.key) is '\(one.value)', and \(place.file) says \(version).",
                    suggestion: FindingKind.undeclaredConstant.remedy))
        }
        return stale
    }
}

extension VersionComposition.Sources {
    fileprivate var text: String? { whole.first.map { $0.computed ?? $0.value } }
    fileprivate var places: Set<Place> { Set((whole + parts).map(\.place)) }
}

extension VersionComposition.Piece {
    fileprivate func isAmong(_ places: Set<Place>) -> Bool {
        if case .value(let source) = self { places.contains(source.place) } else { false }
    }
}

extension [VersionComposition.Piece] {
    /// The value, where that is all.
    fileprivate var literal: VersionSource? {
        if count == 1, case .value(let source) = self[0] { source } else { nil }
    }
}
