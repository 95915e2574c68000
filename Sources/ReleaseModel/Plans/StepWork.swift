/// What a step does, as a value.
package enum StepWork: Sendable, Hashable {
    case prepare(PrepareWork)
    case offer
    case build(CommandWork)
    case workflowBuild(WorkflowBuildWork)
    case gate(CommandWork)
    case collect(CollectWork)
    case reuse(ReuseWork)
    case approval(ApprovalWork)
    case line
    case stage(PublishWork)
    case push(PushWork)
    case tag(TagWork)
    case publish(PublishWork)
    case verify(VerifyWork)
    case writeBack(WriteBackWork)
    case publishSet(PublishSetWork)
    case assemble
    case followUp(FollowUpWork)
    case withdraw

    package var kind: StepKind {
        switch self {
        case .prepare: .prepare
        case .offer: .offer
        case .build, .workflowBuild: .build
        case .gate: .gate
        case .collect: .collect
        case .reuse: .reuse
        case .approval: .approval
        case .line: .line
        case .stage: .stage
        case .push: .push
        case .tag: .tag
        case .publish: .publish
        case .verify: .verify
        case .writeBack: .writeBack
        case .publishSet: .publishSet
        case .assemble: .assemble
        case .followUp: .followUp
        case .withdraw: .withdraw
        }
    }

    /// The version whose artifacts it puts into the set; nil for every other work.
    package var collected: Version? {
        switch self {
        case .collect(let work): work.version
        case .reuse(let work): work.version
        default: nil
        }
    }

    /// The command of a build or gate; nil for every other work.
    package var command: CommandWork? {
        switch self {
        case .build(let work), .gate(let work): work
        default: nil
        }
    }
}

/// The work of a step is an object with one field, named after what is done; builds and gates are both commands.
extension StepWork {
    private enum CodingKeys: String, CodingKey {
        case prepare, offer, command, workflowBuild, collect, reuse, approval, line, stage, push, tag, publish, verify
        case writeBack, publishSet, assemble, followUp, withdraw
    }

    /// The value of work without further fields.
    private struct Nothing: Codable {
        enum CodingKeys: CodingKey {}
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .prepare(let work): try container.encode(work, forKey: .prepare)
        case .offer: try container.encode(Nothing(), forKey: .offer)
        case .build(let work), .gate(let work): try container.encode(work, forKey: .command)
        case .workflowBuild(let work): try container.encode(work, forKey: .workflowBuild)
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
        case .withdraw: try container.encode(Nothing(), forKey: .withdraw)
        }
    }

    /// - Parameter kind: Of the step; says whether a command is a build or a gate.
    init(of kind: StepKind, from decoder: any Decoder, step: StepID) throws {
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
        case .offer:
            let _: Nothing = try work(Nothing.CodingKeys.self)
            self = .offer
        case .workflowBuild: self = .workflowBuild(try work(WorkflowBuildWork.CodingKeys.self))
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
        case .withdraw:
            let _: Nothing = try work(Nothing.CodingKeys.self)
            self = .withdraw
        }
    }
}
