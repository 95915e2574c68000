import ReleaseModel

extension GemfileLock {
    /// What a plan changes, as far as lock files repeat it.
    struct Changes {
        var versions: [String: PackageVersionChange] = [:]
        /// By the names of the gem that requires and of what it requires: requirements before and after.
        var requirements: [[String]: (from: String, to: String)] = [:]
        /// By the names of the gem that requires and of what it requires: requirements that are made of a version.
        var computed: Set<[String]> = []
        /// By folder and name: what Gemfiles and gemspecs require for development.
        var roots: [[String]: (from: String, to: String)] = [:]
    }

    /// Own and sibling entries only: gems from folders, and what these require.
    func edits(for changes: Changes) -> [FileEdit] {
        let folder = RepositoryPath.folder(of: file)
        let local = Set(entries.filter { $0.section == "PATH" }.map(\.name))
        let ours = entries.filter { entry in if case .gem = entry.kind { entry.section == "PATH" } else { false } }
        let counts = Dictionary(ours.map { ($0.name, 1) }, uniquingKeysWith: +)
        func version(_ entry: Entry) -> String? {
            self.version(entry, changes, isOnly: counts[entry.name] == 1)
        }
        return entries.compactMap { entry in
            let new: String?
            switch entry.kind {
            case .gem: new = entry.section == "PATH" ? version(entry) : nil
            case .checksum: new = local.contains(entry.name) ? version(entry) : nil
            case .requirement(let gem): new = entry.section == "PATH" ? requirement(entry, of: gem, changes) : nil
            case .root: new = moved(entry.text, changes.roots[[folder, entry.name]])
            }
            guard let new, new != entry.text else { return nil }
            return FileEdit(ecosystem: .ruby, file: file, key: entry.key, from: entry.text, to: new)
        }
    }

    /// The only entry of a gem is that gem's, whatever version it fell behind at.
    private func version(_ entry: Entry, _ changes: Changes, isOnly: Bool) -> String? {
        guard let change = changes.versions[entry.name], let from = RubyVersion(change.from.gemText),
            isOnly || RubyVersion(entry.text) == from
        else { return nil }
        return RubyVersion(change.to.gemText)?.text
    }

    private func requirement(_ entry: Entry, of gem: String, _ changes: Changes) -> String? {
        let names = [gem, entry.name]
        if let planned = moved(entry.text, changes.requirements[names]) { return planned }
        guard changes.computed.contains(names), let change = changes.versions[entry.name],
            RubyRequirement(entry.text)?.locked == RubyRequirement("= " + change.from.gemText)?.locked
        else { return nil }
        return RubyRequirement("= " + change.to.gemText)?.locked
    }

    /// The requirement after its change, where it says what it said before.
    private func moved(_ text: String, _ change: (from: String, to: String)?) -> String? {
        guard let change, let from = RubyRequirement(change.from)?.locked, RubyRequirement(text)?.locked == from else {
            return nil
        }
        return RubyRequirement(change.to)?.locked
    }
}
