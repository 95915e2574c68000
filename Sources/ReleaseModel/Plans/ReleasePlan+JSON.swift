import Foundation

/// As JSON, a plan names the schema that it is written in.
extension ReleasePlan: Codable {
    private enum CodingKeys: String, CodingKey {
        case schema, digest, createdAt, workspace, request, repositories, components, steps, commits, warnings
        case nothingToRelease
    }

    /// - Throws: ``UnreadablePlanSchema`` where a newer program wrote it, before anything else is read.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        _ = try PlanSchema(named: container.decode(String.self, forKey: .schema))
        digest = try container.decode(Digest.self, forKey: .digest)
        createdAt = try container.decode(Date.self, forKey: .createdAt)
        workspace = try container.decode(String.self, forKey: .workspace)
        request = try container.decode(ReleaseRequest.self, forKey: .request)
        repositories = try container.decode([PlannedRepository].self, forKey: .repositories)
        components = try container.decode([PlannedComponent].self, forKey: .components)
        steps = try container.decode([PlannedStep].self, forKey: .steps)
        commits = try container.decodeIfPresent([PlannedCommit].self, forKey: .commits)
        warnings = try container.decode([String].self, forKey: .warnings)
        nothingToRelease = try container.decodeIfPresent(String.self, forKey: .nothingToRelease)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(encoder.planSchema.rawValue, forKey: .schema)
        try container.encode(digest, forKey: .digest)
        try container.encode(createdAt, forKey: .createdAt)
        try container.encode(workspace, forKey: .workspace)
        try container.encode(request, forKey: .request)
        try container.encode(repositories, forKey: .repositories)
        try container.encode(components, forKey: .components)
        try container.encode(steps, forKey: .steps)
        try container.encodeIfPresent(commits, forKey: .commits)
        try container.encode(warnings, forKey: .warnings)
        try container.encodeIfPresent(nothingToRelease, forKey: .nothingToRelease)
    }
}
