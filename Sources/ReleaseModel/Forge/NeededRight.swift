/// A right that a plan needs in one repository, and what for.
package struct NeededRight: Sendable, Hashable, Codable {
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

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .name)
        guard let name = ForgeRepository(text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .name, in: container, debugDescription: "'\(text)' is not OWNER/NAME")
        }
        self.init(
            repository: try container.decode(RepositoryID.self, forKey: .repository), name: name,
            area: try container.decode(ForgeRights.Area.self, forKey: .area),
            level: try container.decode(ForgeRights.Level.self, forKey: .level),
            purposes: try container.decode([String].self, forKey: .purposes),
            isOptional: try container.decodeIfPresent(Bool.self, forKey: .isOptional) ?? false)
    }

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
