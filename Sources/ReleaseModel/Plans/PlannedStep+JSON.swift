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
        component = try container.decodeIfPresent(ComponentID.self, forKey: .component)
        repository = try container.decodeIfPresent(RepositoryID.self, forKey: .repository)
        needs = try container.decode([StepID].self, forKey: .needs)
        let kind = try container.decode(StepKind.self, forKey: .kind)
        work = try StepWork(of: kind, from: container.superDecoder(forKey: .work))
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

/// The work of a step is an object with one field, named after what is done; builds and gates are both commands.
extension StepWork {
    private enum CodingKeys: String, CodingKey {
        case prepare, command, collect, reuse, approval, line, stage, push, tag, publish, verify, writeBack, publishSet,
            assemble, followUp
    }

    /// The value of work without further fields.
    private struct Nothing: Codable {}

    fileprivate func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .prepare(let work): try container.encode(work, forKey: .prepare)
        case .build(let work), .gate(let work): try container.encode(work, forKey: .command)
        case .collect(let work): try container.encode(work, forKey: .collect)
        case .reuse(let work): try container.encode(work, forKey: .reuse)
        case .approval(let work): try container.encode(work, forKey: .approval)
        case .line: try container.encode(Nothing(), forKey: .line)
        case .stage(let work): try container.encode(work, forKey: .stage)
        case .push(let work): try container.encode(work, forKey: .push)
        case .tag(let work): try container.encode(work, forKey: .tag)
        case .publish(let work): try container.encode(work, forKey: .publish)
        case .verify(let work): try container.encode(work, forKey: .verify)
        case .writeBack(let work): try container.encode(work, forKey: .writeBack)
        case .publishSet(let work): try container.encode(work, forKey: .publishSet)
        case .assemble: try container.encode(Nothing(), forKey: .assemble)
        case .followUp(let work): try container.encode(work, forKey: .followUp)
        }
    }

    /// - Parameter kind: Of the step; says whether a command is a build or a gate.
    fileprivate init(of kind: StepKind, from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a step's work has exactly one known field"))
        }
        switch key {
        case .prepare: self = .prepare(try container.decode(PrepareWork.self, forKey: key))
        case .command:
            let work = try container.decode(CommandWork.self, forKey: key)
            self = kind == .build ? .build(work) : .gate(work)
        case .collect: self = .collect(try container.decode(CollectWork.self, forKey: key))
        case .reuse: self = .reuse(try container.decode(ReuseWork.self, forKey: key))
        case .approval: self = .approval(try container.decode(ApprovalWork.self, forKey: key))
        case .line: self = .line
        case .stage: self = .stage(try container.decode(PublishWork.self, forKey: key))
        case .push: self = .push(try container.decode(PushWork.self, forKey: key))
        case .tag: self = .tag(try container.decode(TagWork.self, forKey: key))
        case .publish: self = .publish(try container.decode(PublishWork.self, forKey: key))
        case .verify: self = .verify(try container.decode(VerifyWork.self, forKey: key))
        case .writeBack: self = .writeBack(try container.decode(WriteBackWork.self, forKey: key))
        case .publishSet: self = .publishSet(try container.decode(PublishSetWork.self, forKey: key))
        case .assemble: self = .assemble
        case .followUp: self = .followUp(try container.decode(FollowUpWork.self, forKey: key))
        }
    }
}
