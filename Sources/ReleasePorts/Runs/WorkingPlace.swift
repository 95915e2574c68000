package import ReleaseModel

/// The folder in which an engine performs runs.
package struct WorkingPlace: Sendable, Hashable {
    package var engine: EngineID
    /// What tells the folder from all others, also where two machines see it by different paths.
    package var identity: String
    /// Its path, for people.
    package var folder: String

    package init(engine: EngineID, identity: String, folder: String) {
        self.engine = engine
        self.identity = identity
        self.folder = folder
    }
}
