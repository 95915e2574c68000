import ReleaseModel
import ReleasePorts

/// Refuses a workspace that contains one repository twice: as a copy, a second clone, or under two names. Its commits
/// would be released twice, to one remote.
///
/// Two folders of one remote are allowed if the configuration names both, each with its own branch.
func checkIdentities(
    of readings: [RepositoryReading], _ configuration: WorkspaceConfiguration
) throws(ObservationError) {
    var seen: [String: [RepositoryReading]] = [:]
    for reading in readings {
        // Paths agree wherever the identities do.
        let key = reading.remoteIdentity.map(\.description) ?? reading.repository.folder
        for other in seen[key] ?? [] {
            let (first, second) = (other.repository, reading.repository)
            if let one = other.remoteIdentity, let two = reading.remoteIdentity, !one.isSame(as: two) { continue }
            let branches = [first.id, second.id].compactMap { configuration.repositories[$0]?.branch }
            if branches.count == 2, branches[0] != branches[1] { continue }
            throw .sameRepository(
                [first.id, second.id], folders: [first.folder, second.folder],
                remote: reading.remoteIdentity.map(\.description))
        }
        seen[key, default: []].append(reading)
    }
    var names: [RepositoryID: RepositoryReading] = [:]
    for reading in readings {
        // Two spellings of one name, which some file systems keep apart.
        if let other = names.updateValue(reading, forKey: reading.repository.id) {
            throw .sameName(reading.repository.id, folders: [other.repository.folder, reading.repository.folder])
        }
    }
}
