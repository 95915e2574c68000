/// As JSON, a step says its kind and whether it is reversible beside its work, for readers that do not know every work. What
/// is read has to agree: a plan that says two things of one step is not performed.
extension PlannedStep: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, kind, component, repository, needs, reversible, work
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(kind, forKey: .kind)
        try container.encodeIfPresent(component, forKey: .component)
        try container.encodeIfPresent(repository, forKey: .repository)
        try container.encode(needs, forKey: .needs)
        try container.encode(reversible, forKey: .reversible)
        try work.encode(to: container.superEncoder(forKey: .work))
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(StepID.self, forKey: .id)
        try decoder.checkFields(CodingKeys.self, of: id)
        component = try container.decodeIfPresent(ComponentID.self, forKey: .component)
        repository = try container.decodeIfPresent(RepositoryID.self, forKey: .repository)
        needs = try container.decode([StepID].self, forKey: .needs)
        let name = try container.decode(String.self, forKey: .kind)
        guard let kind = StepKind(rawValue: name) else { throw UnknownPlanPart.kind(name, id) }
        work = try StepWork(of: kind, from: container.superDecoder(forKey: .work), step: id)
        guard work.kind == kind else {
            throw DecodingError.dataCorruptedError(
                forKey: .work, in: container,
                debugDescription: "the step \(id) is a '\(kind.rawValue)', and its work is a '\(work.kind.rawValue)'")
        }
        guard try container.decode(Bool.self, forKey: .reversible) == kind.isReversible else {
            throw DecodingError.dataCorruptedError(
                forKey: .reversible, in: container,
                debugDescription: "the step \(id) says that it is\(kind.isReversible ? " not" : "") reversible")
        }
    }
}
