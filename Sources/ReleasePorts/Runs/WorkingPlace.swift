package import ReleaseModel

/// The folder in which an engine executes runs.
package struct WorkingPlace: Sendable, Hashable {
    package var engine: EngineID
    /// The folder's identity, even if two machines see it at different paths.
    package var identity: String
    /// Its path, for people.
    package var folder: String

    package init(engine: EngineID, identity: String, folder: String) {
        self.engine = engine
        self.identity = identity
        self.folder = folder
    }
}
