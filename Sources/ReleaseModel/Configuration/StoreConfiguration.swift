/// Where runs and their journals are kept.
package enum StoreConfiguration: Sendable, Hashable, Codable {
    /// In a file of the workspace's state folder.
    case sqlite
    /// In a database: a connection string of libpq's, without a password.
    case postgresql(String)
}
