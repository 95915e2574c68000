/// As JSON, the work of a step is an object with one field, named after what is done.
extension StepWork {
    private enum CodingKeys: String, CodingKey {
        case prepare, command, collect, reuse, approval, line, push, tag, publish, verify, writeBack, assemble
    }

    /// The value of a work that needs to say nothing more.
    private struct Nothing: Codable {}

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .prepare(let work): try container.encode(work, forKey: .prepare)
        case .command(let work): try container.encode(work, forKey: .command)
        case .collect(let work): try container.encode(work, forKey: .collect)
        case .reuse(let work): try container.encode(work, forKey: .reuse)
        case .approval(let work): try container.encode(work, forKey: .approval)
        case .line: try container.encode(Nothing(), forKey: .line)
        case .push(let work): try container.encode(work, forKey: .push)
        case .tag(let work): try container.encode(work, forKey: .tag)
        case .publish(let work): try container.encode(work, forKey: .publish)
        case .verify(let work): try container.encode(work, forKey: .verify)
        case .writeBack(let work): try container.encode(work, forKey: .writeBack)
        case .assemble: try container.encode(Nothing(), forKey: .assemble)
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let key = container.allKeys.first, container.allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a step's work has exactly one known field"))
        }
        switch key {
        case .prepare: self = .prepare(try container.decode(PrepareWork.self, forKey: key))
        case .command: self = .command(try container.decode(CommandWork.self, forKey: key))
        case .collect: self = .collect(try container.decode(CollectWork.self, forKey: key))
        case .reuse: self = .reuse(try container.decode(ReuseWork.self, forKey: key))
        case .approval: self = .approval(try container.decode(ApprovalWork.self, forKey: key))
        case .line: self = .line
        case .push: self = .push(try container.decode(PushWork.self, forKey: key))
        case .tag: self = .tag(try container.decode(TagWork.self, forKey: key))
        case .publish: self = .publish(try container.decode(PublishWork.self, forKey: key))
        case .verify: self = .verify(try container.decode(VerifyWork.self, forKey: key))
        case .writeBack: self = .writeBack(try container.decode(WriteBackWork.self, forKey: key))
        case .assemble: self = .assemble
        }
    }
}
