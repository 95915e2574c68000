import Foundation
import ReleaseModel

extension VersionSet.Develop {
    /// What a develop build changes in the table; a value that the table does not have is not added.
    ///
    /// - Parameters:
    ///   - stable: The highest stable version that it is above; nil: there is none.
    ///   - anchor: The component whose commit is recorded.
    ///   - isBuilt: Whether the build has what a dependency names.
    func edits(
        in file: String, version: Version, stable: Version?, at moment: Date, anchor: ComponentID?,
        isBuilt: (String) -> Bool
    ) -> [FileEdit] {
        var edits: [FileEdit] = []
        func add(_ value: VersionSet.Value?, _ text: String?) {
            guard let value, let text, value.value != text else { return }
            edits.append(
                FileEdit(
                    ecosystem: VersionSet.ecosystem, file: file, key: value.key, from: value.value, to: text))
        }
        add(self.version, version.text)
        add(basedOnStable, stable?.text)
        add(prefix, "\(version.major).\(version.minor).\(version.patch)-dev")
        // In full seconds, UTC.
        add(publishedAt, moment.formatted(.iso8601))
        if let commit, let anchor {
            edits.append(
                FileEdit(
                    ecosystem: VersionSet.ecosystem, file: file, key: commit.key,
                    change: .setToCommit(from: commit.value, of: anchor)))
        }
        for (name, value) in dependencies.sorted(by: { $0.key < $1.key }) where isBuilt(name) {
            add(value, "=\(version)")
        }
        return edits
    }
}
