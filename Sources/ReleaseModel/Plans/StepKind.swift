/// The kinds of steps in the order of a release's life.
package enum StepKind: String, Sendable, Codable, CaseIterable {
    /// Edits and commits a repository privately, and checks it out for building.
    case prepare
    /// Lets a forge's CI see the candidate, under a reference that is neither a branch nor a tag.
    case offer
    case build
    case gate
    /// Checks the artifacts against the expected ones, and takes them into the set.
    case collect
    /// Takes the artifacts of a component that is not released from an earlier set.
    case reuse
    /// People approve, or nothing after it happens.
    case approval
    /// The point of no return of one connected part.
    case line
    /// Brings artifacts to a target where only the owners see them, before their tag is public.
    case stage
    case push
    case tag
    case publish
    /// Reads back the actual state.
    case verify
    /// Records the released versions in `versions.toml`.
    case writeBack = "write-back"
    /// Makes one release of the forge of everything that is released.
    case publishSet = "publish-set"
    /// Writes checksums, notes and manifests of the set.
    case assemble
    /// Sends an event to another repository, or starts a workflow there.
    case followUp = "follow-up"
    /// Removes the candidate's reference.
    case withdraw

    /// All that is asked about a kind without its work: one row each.
    package var traits: StepTraits {
        switch self {
        case .prepare: StepTraits(.proving, of: .repository)
        case .offer: StepTraits(.proving, of: .repository)
        case .build: StepTraits(.proving, of: .component, isSkippable: true)
        case .gate: StepTraits(.proving, of: .component, isSkippable: true)
        case .collect: StepTraits(.proving, of: .component, isSkippable: true)
        case .reuse: StepTraits(.proving, of: .component, isSkippable: true)
        case .approval: StepTraits(.proving, of: .set)
        case .line: StepTraits(.proving, of: .set)
        case .stage: StepTraits(.publishing, of: .component)
        case .push: StepTraits(.publishing, of: .repository, isReversible: false)
        case .tag: StepTraits(.publishing, of: .component, isReversible: false)
        case .publish: StepTraits(.publishing, of: .component, isReversible: false)
        case .verify: StepTraits(.publishing, of: .component)
        // A record of what is public: a later one may supersede it, or no one may need it any more.
        case .writeBack: StepTraits(.closing, of: .repository, isReversible: false, isSkippable: true)
        // Everything in it is public already.
        case .publishSet: StepTraits(.closing, of: .repository, isReversible: false, isSkippable: true)
        case .assemble: StepTraits(.closing, of: .set)
        // Everything is public and recorded; what was sent can't be called back.
        case .followUp: StepTraits(.closing, of: .set, isReversible: false, isSkippable: true)
        case .withdraw: StepTraits(.closing, of: .repository, isSkippable: true)
        }
    }

    package var isReversible: Bool { traits.isReversible }

    /// The kinds of which a person may skip a step.
    package static var skippable: [StepKind] { allCases.filter(\.traits.isSkippable) }
}

/// What holds for every step of a kind.
package struct StepTraits: Sendable, Hashable {
    /// A part of a release's life.
    package enum Phase: Sendable, Hashable {
        /// Up to the line: nothing is public.
        case proving
        /// Behind the line of a part.
        case publishing
        /// For the whole set, after every part.
        case closing
    }

    /// What a step works for, and so which of its fields a plan must fill.
    package enum Owner: Sendable, Hashable {
        /// A component, in its repository.
        case component
        case repository
        /// A part, or everything that is released.
        case set
    }

    package var phase: Phase
    package var owner: Owner
    /// Whether what it does can be undone or repeated without anyone noticing.
    package var isReversible: Bool
    /// Whether a person may let it count as done; never what guards something irreversible.
    package var isSkippable: Bool

    init(_ phase: Phase, of owner: Owner, isReversible: Bool = true, isSkippable: Bool = false) {
        self.phase = phase
        self.owner = owner
        self.isReversible = isReversible
        self.isSkippable = isSkippable
    }
}
