package import ReleaseModel

extension VersionSet {
    /// What a release changes here: version, tag and commit of each released component, and every `requires` of it.
    ///
    /// - Parameters:
    ///   - next: The version that a component gets; nil where it is not released.
    ///   - tag: What its repository calls a version; nil where it has no tags.
    ///   - isOnlyRecorded: See ``Component/isOnlyRecorded``. Its version is its own source, which has an edit already; its
    ///     commit is not made by this release.
    ///   - kept: Keys of requirements that stay as they are.
    /// - Returns: Each with the component for which it is made, in the order of the file.
    package func edits(
        next: (ComponentID) -> Version?, tag: (ComponentID, Version) -> TagName?, isOnlyRecorded: (ComponentID) -> Bool,
        kept: Set<String> = []
    ) -> [(component: ComponentID, edit: FileEdit)] {
        var edits: [(component: ComponentID, edit: FileEdit)] = []
        func add(_ value: Value, _ change: FileEdit.Change, to component: ComponentID) {
            let edit = FileEdit(ecosystem: VersionSet.ecosystem, file: file, key: value.key, change: change)
            edits.append((component, edit))
        }
        for entry in entries {
            guard let component = entry.component, let version = next(component) else { continue }
            let isElsewhere = isOnlyRecorded(component)
            if !isElsewhere, entry.version.value != version.text {
                add(entry.version, .set(from: entry.version.value, to: version.text), to: component)
            }
            if let old = entry.tag {
                // Its repository is not here to say how it spells tags, so the recorded one does.
                let spelled = Version(entry.version.value).flatMap { TagTemplate(of: TagName(old.value), saying: $0) }
                let new =
                    isElsewhere
                    ? spelled?.name(version: version).text ?? old.value
                    : tag(component, version)?.text ?? ""
                if new != old.value { add(old, .set(from: old.value, to: new), to: component) }
            }
            if let commit = entry.commit, !isElsewhere {
                add(commit, .setToCommit(from: commit.value, of: component), to: component)
            }
        }
        for requirement in requirements {
            guard let upstream = requirement.upstream, let version = next(upstream),
                requirement.value.value != version.text, !kept.contains(requirement.value.key)
            else { continue }
            // What requires it may not be released itself; the value follows all the same.
            let holder = requirement.component.flatMap { next($0) == nil ? nil : $0 } ?? upstream
            add(requirement.value, .set(from: requirement.value.value, to: version.text), to: holder)
        }
        return edits
    }
}
