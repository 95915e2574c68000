/// A right that a plan needs in one repository, and what for.
package struct NeededRight: Sendable, Hashable, Encodable {
    package var repository: RepositoryID
    /// What the repository is called at the forge.
    package var name: ForgeRepository
    package var area: ForgeRights.Area
    package var level: ForgeRights.Level
    /// What it is needed for, each after "to": `push main`.
    package var purposes: [String]
    /// Whether nothing fails without it: what it is for is left out then.
    package var isOptional = false

    package init(
        repository: RepositoryID, name: ForgeRepository, area: ForgeRights.Area, level: ForgeRights.Level,
        purposes: [String], isOptional: Bool = false
    ) {
        self.isOptional = isOptional
        self.repository = repository
        self.name = name
        self.area = area
        self.level = level
        self.purposes = purposes
    }

    /// As forges show it: `contents: write`.
    package var text: String { "\(area.rawValue): \(level.rawValue)" }

    private enum CodingKeys: String, CodingKey { case repository, name, area, level, purposes, isOptional }

    /// As JSON, the repository's name is a text: `acme/core`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(repository, forKey: .repository)
        try container.encode(name.description, forKey: .name)
        try container.encode(area, forKey: .area)
        try container.encode(level, forKey: .level)
        try container.encode(purposes, forKey: .purposes)
        if isOptional { try container.encode(true, forKey: .isOptional) }
    }
}
