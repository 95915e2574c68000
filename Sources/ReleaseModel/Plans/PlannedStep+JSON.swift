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

/// The work of a step is an object with one field, named after what is done; builds and gates are both commands.
extension StepWork {
    private enum CodingKeys: String, CodingKey {
        case prepare, command, collect, reuse, approval, line, stage, push, tag, publish, verify, writeBack, publishSet,
            assemble, followUp
    }

    /// The value of work without further fields.
    private struct Nothing: Codable {
        enum CodingKeys: CodingKey {}
    }

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
    fileprivate init(of kind: StepKind, from decoder: any Decoder, step: StepID) throws {
        try decoder.checkFields(CodingKeys.self, of: step)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a step's work has exactly one known field"))
        }
        /// Its type's fields are all that it may have.
        func work<Work: Decodable, Field: CodingKey>(_ fields: Field.Type) throws -> Work {
            try container.work(Work.self, at: key, fields, of: step)
        }
        switch key {
        case .prepare: self = .prepare(try work(PrepareWork.CodingKeys.self))
        case .command:
            let command: CommandWork = try work(CommandWork.CodingKeys.self)
            self = kind == .build ? .build(command) : .gate(command)
        case .collect: self = .collect(try work(CollectWork.CodingKeys.self))
        case .reuse: self = .reuse(try work(ReuseWork.CodingKeys.self))
        case .approval: self = .approval(try work(ApprovalWork.CodingKeys.self))
        case .line:
            let _: Nothing = try work(Nothing.CodingKeys.self)
            self = .line
        case .stage: self = .stage(try work(PublishWork.CodingKeys.self))
        case .push: self = .push(try work(PushWork.CodingKeys.self))
        case .tag: self = .tag(try work(TagWork.CodingKeys.self))
        case .publish: self = .publish(try work(PublishWork.CodingKeys.self))
        case .verify: self = .verify(try work(VerifyWork.CodingKeys.self))
        case .writeBack: self = .writeBack(try work(WriteBackWork.CodingKeys.self))
        case .publishSet: self = .publishSet(try work(PublishSetWork.CodingKeys.self))
        case .assemble:
            let _: Nothing = try work(Nothing.CodingKeys.self)
            self = .assemble
        case .followUp: self = .followUp(try work(FollowUpWork.CodingKeys.self))
        }
    }
}
