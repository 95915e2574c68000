import ReleaseModel
import ReleaseText

/// The versions of projects, and the numbers beside them.
extension GradleBuild {
    /// The version of the project and every other place of its folder that repeats it: a property beside the script's own
    /// text, and the name that an Android app shows. What a project inherits counts only where it has none of its own.
    func versionSources(of script: GradleScript, in folder: String) -> [VersionSource] {
        let published = published(of: script, in: folder)
        if let source = readVersion(of: script, in: folder).source {
            return [source] + published.map { self.source($0) }.filter { $0.place != source.place }
        }
        let project = assignment("version", of: script, in: folder)
        let app = android("versionName", of: script, in: folder)
        var found: [(file: String, value: ScannedValue)] = []
        if let project {
            let isInherited = RepositoryPath.folder(of: project.file) != folder
            if app == nil || !isInherited || app?.value.text == project.value.text { found.append(project) }
        }
        if script.assignments["version"] != nil {
            found += ["version", "VERSION_NAME"].compactMap { property($0, in: folder) }
        }
        if let app { found.append(app) }
        found += published
        let versions = Set(found.map(\.value.text))
        found += flavours("versionName", of: script).filter { versions.contains($0.value.text) }
        var seen: Set<String> = []
        return found.filter { seen.insert("\($0.file) \($0.value.key)").inserted }.map { source($0) }
    }

    /// The versions of the project's publications, also where a script says them that it applies, or that is around it.
    private func published(of script: GradleScript, in folder: String) -> [(file: String, value: ScannedValue)] {
        publications(of: script, in: folder).compactMap { owner, one in
            if let value = one.value { return (owner.file, value) }
            // What is the project's version is found there.
            guard owner.expressions[one.key]?.kind != .name("version") else { return nil }
            return value(at: one.key, of: owner, in: folder)
        }
    }

    private func publications(
        of script: GradleScript, in folder: String
    ) -> [(owner: GradleScript, one: GradleScript.Publication)] {
        let isRoot = folder == self.folder
        var found = ([script] + appliedScripts(of: script)).flatMap { owner in
            owner.publications.filter { !$0.isOfOthers }.map { (owner, $0) }
        }
        if !isRoot, let root = scripts[self.folder] {
            found += root.publications.filter(\.isOfOthers).map { (root, $0) }
        }
        return found
    }

    /// Numbers that count up with each release of what is beside them.
    func counters(
        of script: GradleScript, in folder: String, beside sources: [VersionSource]
    ) -> [VersionSource] {
        var found: [(file: String, value: ScannedValue)] = []
        if sources.contains(where: { $0.key.contains("VERSION_NAME") }),
            let code = property("VERSION_CODE", for: folder)
        {
            found.append(code)
        }
        if let code = android("versionCode", of: script, in: folder) { found.append(code) }
        found += flavours("versionCode", of: script)
        var seen: Set<String> = []
        return found.filter { Int($0.value.text) != nil && seen.insert("\($0.file) \($0.value.key)").inserted }
            .map { source($0, part: .number) }
    }

    private func source(_ found: (file: String, value: ScannedValue), part: VersionPart? = nil) -> VersionSource {
        VersionSource(
            ecosystem: .gradle, place: place(found.value.range.lowerBound, in: found.file), key: found.value.key,
            value: found.value.text, part: part)
    }

    /// A value of `android { defaultConfig { … } }`, or the property that it is.
    private func android(
        _ name: String, of script: GradleScript, in folder: String
    ) -> (file: String, value: ScannedValue)? {
        value(at: "android.defaultConfig.\(name)", of: script, in: folder)
    }

    /// A value of each of `android { productFlavors { … } }` that has its own.
    private func flavours(_ name: String, of script: GradleScript) -> [(file: String, value: ScannedValue)] {
        script.assignments.filter { $0.key.hasPrefix("android.productFlavors.") && $0.key.hasSuffix(".\(name)") }
            .sorted { $0.value.range.lowerBound < $1.value.range.lowerBound }.map { (script.file, $0.value) }
    }

    /// What is assigned in a script: a text that stands there, or that of the property or variable it names.
    func value(
        at key: String, of script: GradleScript, in folder: String
    ) -> (file: String, value: ScannedValue)? {
        if let value = script.assignments[key] { return (script.file, value) }
        let others = appliedScripts(of: script)
        guard let owner = ([script] + others).first(where: { $0.assignments[key] != nil || $0.expressions[key] != nil })
        else { return nil }
        if let value = owner.assignments[key] { return (owner.file, value) }
        switch owner.expressions[key]?.kind {
        case .computed, .elsewhere, nil: return nil
        case .entry(let key, let object): return entry(key, of: object, in: owner)
        case .catalogued(let version, let name):
            return catalogues.first { $0.name == name }.flatMap { catalogue in
                catalogue.version(called: version).map { (catalogue.document.file, $0) }
            }
        case .name(let name):
            for one in [script, scripts[self.folder], settings].compactMap({ $0 }) + others {
                if let value = one.definitions[name] { return (one.file, value) }
            }
            return property(name, for: folder)
        }
    }

    /// Where a version is made of values of the repository that can't be followed; nil where it is followed, or where
    /// the repository does not say it.
    func unfollowed(
        of script: GradleScript, in folder: String, _ sources: [VersionSource]
    ) -> (file: String, offset: Int)? {
        let root = scripts[self.folder]
        func isComputed(_ one: GradleScript.Expression, in owner: GradleScript) -> Bool {
            switch one.kind {
            case .computed, .catalogued: return true
            case .elsewhere: return false
            case .entry(_, let object):
                let start = root?.definitionStarts[object]
                let isWritten = one.isWritten || start.map { root?.expression(at: $0).isWritten == true } ?? false
                return isWritten || !loaded(by: object, in: owner).isEmpty
                    || applied.values.contains { $0.types.contains(object) }
            case .name(let name):
                let isDefined =
                    owner.computedDefinitions.contains(name) || root?.computedDefinitions.contains(name) == true
                return one.containsVersion || (isDefined && (!one.asksGit || one.isWritten))
            }
        }
        // What an app shows is a version of its own, whatever the project's is.
        if let shown = script.expressions["android.defaultConfig.versionName"], isComputed(shown, in: script),
            android("versionName", of: script, in: folder) == nil
        {
            return (script.file, shown.offset)
        }
        // Nor is a publication's version that of the project, where one is written into it.
        for (owner, one) in publications(of: script, in: folder) where one.value == nil {
            guard let said = owner.expressions[one.key], value(at: one.key, of: owner, in: folder) == nil,
                sources.isEmpty ? isComputed(said, in: owner) : said.containsVersion
            else { continue }
            return (owner.file, said.offset)
        }
        guard sources.isEmpty else { return nil }
        for key in ["version", "allprojects.version"] {
            if let one = script.expressions[key], isComputed(one, in: script) { return (script.file, one.offset) }
        }
        for other in appliedScripts(of: script) {
            for key in ["version", "allprojects.version"] {
                if let one = other.expressions[key], isComputed(one, in: other) { return (other.file, one.offset) }
            }
        }
        if script.expressions["version"] == nil, let settings, let offset = settings.otherAssignment {
            return (settings.file, offset)
        }
        guard folder != self.folder, let root, script.expressions["version"] == nil else { return nil }
        for key in ["subprojects.version", "allprojects.version"] {
            if let one = root.expressions[key], isComputed(one, in: root) { return (root.file, one.offset) }
        }
        return nil
    }
}
