/// An edit with the repository it is made in.
package struct PlannedEdit: Sendable, Hashable {
    package var repository: RepositoryID
    package var edit: FileEdit

    package init(repository: RepositoryID, edit: FileEdit) {
        self.repository = repository
        self.edit = edit
    }

    package var ecosystem: EcosystemName { edit.ecosystem }
    package var file: String { edit.file }
    package var key: String { edit.key }
    package var change: FileEdit.Change { edit.change }
}

/// As JSON, the edit's fields and its repository stand side by side.
extension PlannedEdit: Codable {
    private enum CodingKeys: String, CodingKey { case repository }

    package init(from decoder: any Decoder) throws {
        repository = try decoder.container(keyedBy: CodingKeys.self).decode(RepositoryID.self, forKey: .repository)
        edit = try FileEdit(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(repository, forKey: .repository)
        try edit.encode(to: encoder)
    }
}
