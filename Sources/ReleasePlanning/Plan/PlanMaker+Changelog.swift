import ReleaseModel

extension PlanMaker {
    /// The edit that puts a release's entry into its changelog: where the component has such a file, or the configuration
    /// names one. None where the file tells of that version already, as it does after a release branch was merged.
    func changelogEdit(of component: Component, next: Version?, entry: String) -> [PlannedEdit] {
        let settings = world.configuration.settings(of: component.id).changelog
        guard let next, !entry.isEmpty, !settings.isSkipped, component.ecosystem != "versions-toml",
            let repository = world.repository(component.repository), repository.head != nil
        else { return [] }
        let wanted = component.path == "." ? settings.path : component.path + "/" + settings.path
        let found = repository.changelogs.keys.sorted().first { $0.lowercased() == wanted.lowercased() }
        guard found != nil || settings.path != ChangelogConfiguration().path else { return [] }
        if let bytes = found.flatMap({ repository.changelogs[$0] }), tells(of: next, in: bytes) { return [] }
        return [
            PlannedEdit(
                repository: component.repository,
                edit: FileEdit(
                    ecosystem: "changelog", file: found ?? wanted, key: "entry", from: "", to: entry.trimmedLines))
        ]
    }

    /// Whether a heading names the version.
    private func tells(of version: Version, in bytes: [UInt8]) -> Bool {
        bytes.split(separator: 0x0A).contains { line in
            guard line.first == UInt8(ascii: "#") else { return false }
            let words = String(decoding: line, as: UTF8.self).split {
                !($0.isLetter || $0.isNumber || ".-+".contains($0))
            }
            return words.contains { $0 == version.text || $0 == "v" + version.text }
        }
    }
}
