import ReleaseModel

/// A repository of the workspace, and what stands in for its clone and its remote.
struct StandIn: Sendable {
    /// As the user has it.
    let repository: ObservedRepository
    /// Where it is at its forge, whether releases use more of that than git or not; nil: on plain git.
    let at: RepositoryAtForge?
    /// The folder of the copied clone.
    let copy: String
    /// The bare repository that stands in for the remote, or that only the copy is made from; nil: it has no commit.
    var remote: String?
    var defaultBranch = "main"
    /// At the double; nil: git reaches ``remote`` as a folder.
    var double: Int?

    init(_ repository: ObservedRepository, in configuration: WorkspaceConfiguration, copy: String) {
        self.repository = repository
        self.copy = copy
        let address = repository.remoteAddress.flatMap(RepositoryAddress.init)
        let host = address?.hostName
        let name = address.flatMap { ForgeRepository($0.slug) }
        // Where slipway.yaml names no forge, git alone is used, of which the forge has rules and budgets as well.
        at =
            configuration.atForge(repository)
            ?? (host == "github.com" ? name.map { RepositoryAtForge(id: repository.id, name: $0, host: host) } : nil)
    }

    /// Where the state of the remote is read, or of the clone that has none.
    func state(_ doubleFolder: (Int) -> String) -> String {
        repository.remote == nil ? copy : double.map(doubleFolder) ?? remote ?? copy
    }
}
