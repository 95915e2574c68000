/// An entry of a lock file.
package struct LockedPackage: Sendable, Hashable {
    package var package: String
    /// As written.
    package var version: String
    package var place: Place
    /// Whether it stands for a folder of the workspace and not for something from a registry.
    package var isLocal: Bool

    package init(package: String, version: String, place: Place, isLocal: Bool) {
        self.package = package
        self.version = version
        self.place = place
        self.isLocal = isLocal
    }
}

/// What a lock file gives to a package that requires another.
package struct LockedLink: Sendable, Hashable {
    /// Who requires it; nil where the lock does not say.
    package var from: String?
    package var to: String
    /// nil where it says none.
    package var version: String?
    package var place: Place
    /// Whether it is a folder of the workspace and not something from a registry.
    package var isLocal: Bool
    /// Whether the ecosystem takes a folder of the workspace as soon as the requirement accepts its version.
    package var prefersLocal = false

    package init(from: String?, to: String, version: String?, place: Place, isLocal: Bool, prefersLocal: Bool = false) {
        self.from = from
        self.to = to
        self.version = version
        self.place = place
        self.isLocal = isLocal
        self.prefersLocal = prefersLocal
    }
}

/// A difference between what a manifest requires and what its lock file says that it requires.
package struct UnlockedRequirement: Sendable, Hashable {
    /// The lock's entry for whoever requires it.
    package var lock: Place
    /// The requirement in the manifest, or the manifest where it requires nothing of the kind any more.
    package var place: Place
    package var package: String
    /// As written; nil where the manifest says none.
    package var requirement: String?
    /// The version or requirement that the lock has instead; nil: it has none.
    package var locked: String?
    /// Whether only the lock has it.
    package var isLeftOver = false
    /// Whether the package is a member of the lock's workspace, which requires it by listing it.
    package var isMember = false

    package init(lock: Place, place: Place, package: String, requirement: String?, locked: String? = nil) {
        self.lock = lock
        self.place = place
        self.package = package
        self.requirement = requirement
        self.locked = locked
    }

    /// A member of a workspace that its lock does not have.
    ///
    /// - Parameter lock: The path of the lock.
    package static func member(_ package: String, at place: Place, missingIn lock: String) -> UnlockedRequirement {
        var found = UnlockedRequirement(
            lock: Place(file: lock, line: 1, column: 1), place: place, package: package, requirement: nil)
        found.isMember = true
        return found
    }

    /// One sentence for people.
    package var fact: String {
        if isLeftOver { return "The lock still has \(package), which \(place.file) no longer requires." }
        if isMember {
            return "\(place.file) (\(package)) belongs to the lock's workspace, and the lock does not have it there."
        }
        let wanted = "\(place) requires \(package)\(requirement.map { " '\($0)'" } ?? "")"
        return locked.map { "\(wanted), and the lock has '\($0)'." } ?? "\(wanted), and the lock does not have it."
    }
}
