import ReleasePlanning
import ReleaseModel

extension ReleasePleasePlanner {
    /// The request, by package path.
    struct Wanted {
        var paths: Set<String>
        var versions: [String: LooseVersion] = [:]
    }

    /// - Throws: For an unknown package, and for options that do not apply to release-please's files.
    func wanted(_ request: ReleaseRequest, among identities: [PackageIdentity]) throws -> Wanted {
        guard request.upstreamTag == nil else { throw ReleasePleaseError.unsupported("--upstream-tag") }
        guard request.cause == nil else { throw ReleasePleaseError.unsupported("--cause") }
        guard request.bump == nil else { throw ReleasePleaseError.unsupported("--bump") }
        let names = uniqueNames(identities)
        func path(of name: ComponentID) -> String? {
            identities.first { names[$0.path] == name || $0.path == name.text || $0.packageName == name.text }?.path
        }
        let asked = request.components + request.versions.keys.sorted()
        let unknown = asked.filter { path(of: $0) == nil }
        guard unknown.isEmpty else {
            throw ReleasePleaseError.noSuchPackage(unknown.map(\.text), known: names.values.sorted())
        }
        var wanted = Wanted(paths: Set(asked.compactMap(path(of:))))
        if asked.isEmpty { wanted.paths = Set(identities.map(\.path)) }
        for path in wanted.paths where request.version != nil {
            wanted.versions[path] = request.version.flatMap { LooseVersion($0.text) }
        }
        for (name, version) in request.versions {
            if let path = path(of: name) { wanted.versions[path] = LooseVersion(version.text) }
        }
        return wanted
    }
}
