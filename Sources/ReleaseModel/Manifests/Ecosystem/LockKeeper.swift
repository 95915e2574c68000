/// Reads and updates the lock files of one ecosystem.
package protocol LockKeeper: Sendable {
    /// The edits that update the lock files of one repository, own and sibling entries only; none where there is no
    /// lock. `changes` names packages of this ecosystem with their versions before and after.
    func lockEdits(files: [String: [UInt8]], changes: [PackageVersionChange]) throws(EditError) -> [FileEdit]

    /// The same where lock files also mirror the requirements of manifests, which this ecosystem then overrides.
    ///
    /// - Parameter planned: Every other edit that this ecosystem's files of the repository get.
    func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit]

    /// How lock files resolve what packages require of each other, as far as they say it.
    func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink]

    /// Every entry of the lock files among `files`, for comparing them with what they lock.
    func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage]

    /// What manifests require and their lock does not have, as far as the lock repeats what its packages require: what the
    /// ecosystem's `--locked` refuses although no version of the workspace moved. Members of a workspace count as required
    /// by it.
    ///
    /// - Parameter files: Manifests and locks of one repository.
    func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement]

    /// The command that updates a lock file, in the lock's folder; nil where a file is not a lock.
    func lockCommand(for file: String) -> String?

    /// Locks that none of their entries shows to be behind although these edits change what they were made of, such as
    /// a hash over a manifest. Paths of lock files.
    func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String]

    /// Whether ``lockEdits`` brings hashes over manifests along where they fit, so that a lock which is refreshed first is
    /// not stale afterwards.
    var renewsHashes: Bool { get }
}

extension LockKeeper {
    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange], planned: [FileEdit]
    ) throws(EditError) -> [FileEdit] { try lockEdits(files: files, changes: changes) }

    /// Every entry by its name, whoever requires it.
    package func lockedLinks(in files: [String: [UInt8]]) -> [LockedLink] {
        lockedPackages(in: files).map {
            LockedLink(from: nil, to: $0.package, version: $0.version, place: $0.place, isLocal: $0.isLocal)
        }
    }

    package func lockedPackages(in files: [String: [UInt8]]) -> [LockedPackage] { [] }

    package func unlockedRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] { [] }

    package func lockCommand(for file: String) -> String? { nil }

    package func staleLocks(files: [String: [UInt8]], after edits: [FileEdit]) -> [String] { [] }

    package var renewsHashes: Bool { false }
}
