package import ReleaseModel

/// That nothing of a released repository leaves this machine.
///
/// - Parameter remedy: The command that gives it a remote.
package func localWarning(of repository: RepositoryID, remedy: String) -> String {
    "\(beginning(repository)) so its commits and tags stay on this machine. To release it for others: \(remedy)"
}

extension ReleasePlan {
    /// Whether a repository had no remote when the plan was made, so that its release is in the clone only.
    package func staysLocal(_ repository: RepositoryID) -> Bool {
        warnings.contains { $0.hasPrefix(beginning(repository)) }
    }
}

private func beginning(_ repository: RepositoryID) -> String { "\(repository) has no remote," }
