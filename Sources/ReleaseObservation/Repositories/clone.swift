import ReleasePorts

extension CloneReader {
    /// A clone, with the remote that its releases go to: the one that the configuration names, and no other; or else
    /// `origin`, or the only one.
    ///
    /// - Throws: ``ObservationError/remoteMissing(_:remote:others:remedies:)`` where the clone lacks the named one, or has
    ///   several others than `origin`.
    func clone(at place: RepositoryPlace) async throws -> (clone: CloneState?, remote: String) {
        let wanted = place.remote ?? "origin"
        var seen = place.clone
        if seen == nil { seen = try await look(at: place.folder, branch: place.branch, remote: wanted) }
        guard let clone = seen, clone.remoteAddress == nil else { return (seen, wanted) }
        if place.remote != nil || clone.otherRemotes.count > 1 {
            throw ObservationError.remoteMissing(place.id, remote: wanted, others: clone.otherRemotes)
        }
        guard let only = clone.otherRemotes.first else { return (seen, wanted) }
        return (try await look(at: place.folder, branch: place.branch, remote: only), only)
    }
}
