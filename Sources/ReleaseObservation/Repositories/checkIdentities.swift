import ReleaseModel
import ReleasePorts

/// Refuses a workspace that contains one repository twice: as a copy, a second clone, or under two names. Its commits
/// would be released twice, to one remote.
///
/// Nor may the remote of one be a clone of the same workspace, which would get tags on commits that it did not release.
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
    // A clone that others push to would get commits and tags under its own work.
    let folders = Dictionary(
        readings.map { (RemoteIdentity($0.repository.folder, in: $0.repository.folder).description, $0.repository) },
        uniquingKeysWith: { first, _ in first })
    for reading in readings {
        guard let remote = reading.remoteIdentity, let target = folders[remote.description],
            target.id != reading.repository.id
        else { continue }
        throw .remoteInWorkspace(
            reading.repository.id, folder: reading.repository.folder, remote: reading.repository.remote ?? "origin",
            clone: target.id)
    }
    var names: [RepositoryID: RepositoryReading] = [:]
    for reading in readings {
        // Two spellings of one name, which some file systems keep apart.
        if let other = names.updateValue(reading, forKey: reading.repository.id) {
            throw .sameName(reading.repository.id, folders: [other.repository.folder, reading.repository.folder])
        }
    }
}
