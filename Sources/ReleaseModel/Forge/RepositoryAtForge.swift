/// A repository of the workspace, and where its forge has it.
package struct RepositoryAtForge: Sendable, Hashable {
    package var id: RepositoryID
    package var name: ForgeRepository
    /// As its remote names it, such as `github.com`; nil: the configuration says where the forge is.
    package var host: String?

    package init(id: RepositoryID, name: ForgeRepository, host: String?) {
        self.id = id
        self.name = name
        self.host = host
    }
}
