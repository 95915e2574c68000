import ReleasePorts

extension CloneReader {
    /// A clone, with the remote that its releases go to: the requested one, or else the only one.
    ///
    /// - Throws: ``ObservationError/remoteMissing(_:remote:others:remedies:)`` where there are several others.
    func clone(at place: RepositoryPlace) async throws -> (clone: CloneState?, remote: String) {
        var seen = place.clone
        if seen == nil { seen = try await look(at: place.folder, branch: place.branch, remote: place.remote) }
        guard let others = seen?.otherRemotes, let only = others.first else { return (seen, place.remote) }
        guard others.count == 1 else {
            throw ObservationError.remoteMissing(place.id, remote: place.remote, others: others)
        }
        return (try await look(at: place.folder, branch: place.branch, remote: only), only)
    }
}
