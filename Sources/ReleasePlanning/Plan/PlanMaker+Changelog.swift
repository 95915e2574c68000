import ReleaseModel

/// The file that a component's entries go to.
struct ChangelogPlace {
    /// Where links lead.
    var file: String
    /// nil for a file that is not there yet.
    var reading: ChangelogReading?
    var bytes: [UInt8]?
    /// Whether several components have their entries there, so that each names its own.
    var isShared = false

    /// Whether a section is one of the component's: in a shared file its heading names the component.
    func names(_ component: Component, _ section: ChangelogReading.Section) -> Bool {
        !isShared
            || section.heading.split { !($0.isLetter || $0.isNumber || "-_./@".contains($0)) }
                .contains { $0 == component.id.text }
    }
}

extension PlanMaker {
    /// A component's entry as its file and its notes show it.
    struct PlannedEntry {
        /// As the notes show it.
        var text: String
        var edits: [PlannedEdit]
    }

    /// What is written where, so that a release's entry stands in its changelog. Nothing if the file is already
    /// complete, as after a merged release branch.
    ///
    /// - Parameter text: What the commits since the last release say.
    func entry(
        of component: Component, version: Version, tag: TagName?, text: String
    ) throws -> PlannedEntry {
        var entry = PlannedEntry(text: text, edits: [])
        guard let place = try world.changelogPlace(of: component, ecosystems), !text.isEmpty else { return entry }
        func add(_ key: String, _ change: FileEdit.Change) {
            entry.edits.append(
                PlannedEdit(
                    repository: component.repository,
                    edit: FileEdit(ecosystem: .changelogs, file: place.file, key: key, change: change)))
        }
        guard world.configuration.compatibility == .strict else {
            if place.bytes.map({ hasHeading(naming: version, in: $0) }) != true {
                add("entry", .add(text.trimmedLines))
            }
            return entry
        }
        let generated = ChangelogBlocks(generated: text)
        let reading = place.reading ?? ChangelogReading()
        if let section = reading.sections.first(where: {
            ($0.version == version.text || Version($0.version) == version) && place.names(component, $0)
        }) {
            // Elsewhere it is unknown what the section lacks, so what a person wrote stands.
            guard reading.isMarkdown else { return entry }
            let body = section.text.drop { !$0.isNewline }
            let whole = generated.added(to: String(body)).trimmedLines
            entry.text = ([generated.lead] + (whole.isEmpty ? [] : [whole])).joined(separator: "\n\n") + "\n"
            // A section that is marked as unreleased gets the heading of this release; of one that a merged release branch
            // wrote, only what came later is missing.
            let isPending = section.isUnreleased
            if isPending || !generated.missing(from: section.text).isEmpty {
                let whole = isPending ? entry.text : generated.added(to: section.text)
                add("section:\(section.version)", .set(from: section.text, to: whole.trimmedLines))
            }
            return entry
        }
        let settings = world.configuration.settings(of: component.id).changelog
        // In a shared file it is unknown whose words stand under Unreleased.
        let moves = settings.unreleased == .move && !place.isShared && reading.isMarkdown
        let words = moves ? reading.unreleased : ""
        if !words.isEmpty {
            entry.text =
                generated.lead + "\n\n" + generated.added(to: ChangelogBlocks.lowered(words)).trimmedLines + "\n"
        }
        let links = ChangelogLinks(
            reading: reading, version: version, tag: tag?.text ?? version.text,
            previousTag: histories[component.id]?.last?.tag.name.text)
        let isLinked = reading.isMarkdown && tag != nil && !place.isShared
        let label = isLinked ? links.label : nil
        let titled = titled(
            entry.text, version: version, label: label, component: place.isShared ? component.id : nil
        ).trimmedLines
        add("release", words.isEmpty ? .add(titled) : .set(from: words, to: titled))
        if isLinked { for edit in links.edits { add(edit.key, .set(from: edit.from, to: edit.to.trimmedLines)) } }
        return entry
    }

    /// An entry whose heading refers to a definition, or names its component.
    private func titled(_ entry: String, version: Version, label: String?, component: ComponentID?) -> String {
        var entry = entry
        let plain = "## \(version.text) ("
        if let label, entry.hasPrefix(plain) { entry = "## [\(label)] (" + entry.dropFirst(plain.count) }
        if let component, entry.hasPrefix("## ") { entry = "## \(component) " + entry.dropFirst(3) }
        return entry
    }

    /// Whether a heading names the version.
    private func hasHeading(naming version: Version, in bytes: [UInt8]) -> Bool {
        bytes.split(separator: 0x0A).contains { line in
            guard line.first == UInt8(ascii: "#") else { return false }
            let words = String(decoding: line, as: UTF8.self).split {
                !($0.isLetter || $0.isNumber || ".-+".contains($0))
            }
            return words.contains { version.isSpelled(as: String($0)) }
        }
    }
}

extension ObservedWorkspace {
    /// Where the component has such a file, or the configuration names one; nil where it gets none.
    func changelogPlace(
        of component: Component, _ ecosystems: [EcosystemName: any Ecosystem]
    ) throws -> ChangelogPlace? {
        guard let (repository, path) = changelog(of: component) else { return nil }
        guard let file = repository.target(of: path) else {
            throw PlanError.changelogLink(component.id, path, to: repository.links[path] ?? path)
        }
        if let link = repository.links[path], repository.changelogs[file] == nil {
            throw PlanError.changelogLink(component.id, path, to: link)
        }
        let bytes = repository.changelogs[file]
        let reading = bytes.flatMap { ecosystems[.changelogs]?.readChangelog($0, file: file) }
        if let why = reading?.obstacle { throw PlanError.changelogUnreadable(component.id, file, why: why) }
        let sharing = components.filter { other in
            guard other.repository == component.repository, let (repository, path) = changelog(of: other) else {
                return false
            }
            return repository.target(of: path) == file
        }
        return ChangelogPlace(file: file, reading: reading, bytes: bytes, isShared: sharing.count > 1)
    }

    /// The repository and path of a component's changelog, as it is spelled there; nil where it has none.
    func changelog(of component: Component) -> (repository: ObservedRepository, path: String)? {
        let settings = configuration.settings(of: component.id).changelog
        guard !settings.isSkipped, !component.isOnlyRecorded,
            let repository = repository(component.repository), repository.head != nil
        else { return nil }
        let wanted =
            settings.path.hasPrefix("/")
            ? String(settings.path.drop { $0 == "/" })
            : component.path == "." ? settings.path : component.path + "/" + settings.path
        if repository.changelogs[wanted] != nil || repository.links[wanted] != nil { return (repository, wanted) }
        let known = (Array(repository.changelogs.keys) + repository.links.keys).sorted()
        let found = known.first { $0.lowercased() == wanted.lowercased() }
        guard found != nil || settings.path != ChangelogConfiguration().path else { return nil }
        return (repository, found ?? wanted)
    }
}

extension EcosystemName {
    /// Changelogs, whose edits add entries.
    static let changelogs: EcosystemName = "changelog"
}
