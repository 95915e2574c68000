package import ReleaseModel

/// Differences between two plans, by component.
package struct PlanDifference: Sendable, Hashable, Encodable {
    /// A value before and after; nil: none.
    package struct Change<Value: Sendable & Hashable & Encodable>: Sendable, Hashable, Encodable {
        package var from: Value?
        package var to: Value?

        /// nil where nothing changed.
        init?(_ from: Value?, _ to: Value?) {
            guard from != to else { return nil }
            self.from = from
            self.to = to
        }
    }

    /// Additions and removals, each in the order of its plan.
    package struct Lines: Sendable, Hashable, Encodable {
        package var added: [String]
        package var removed: [String]

        /// nil where nothing changed; what is there twice counts twice.
        init?(_ from: [String], _ to: [String]) {
            added = Lines.rest(of: to, without: from)
            removed = Lines.rest(of: from, without: to)
            if added.isEmpty, removed.isEmpty { return nil }
        }

        private static func rest(of lines: [String], without others: [String]) -> [String] {
            var counts = Dictionary(others.map { ($0, 1) }, uniquingKeysWith: +)
            return lines.filter { line in
                guard let count = counts[line], count > 0 else { return true }
                counts[line] = count - 1
                return false
            }
        }
    }

    package struct ComponentDifference: Sendable, Hashable, Encodable {
        package enum Presence: String, Sendable, Encodable { case added, removed, both }

        package var name: ComponentID
        /// Whether only one of the plans knows it.
        package var presence: Presence
        package var currentVersion: Change<Version>?
        package var nextVersion: Change<Version>?
        package var bump: Change<Bump>?
        package var tag: Change<TagName>?
        package var reasons: Lines?
        /// Entries of its changelog.
        package var changelog: Lines?
        package var edits: Lines?

        /// nil where both say the same.
        init?(_ name: ComponentID, _ from: PlannedComponent?, _ to: PlannedComponent?) {
            self.name = name
            presence = from == nil ? .added : to == nil ? .removed : .both
            currentVersion = Change(from?.currentVersion, to?.currentVersion)
            nextVersion = Change(from?.nextVersion, to?.nextVersion)
            bump = Change(from?.bump, to?.bump)
            tag = Change(from?.tag, to?.tag)
            reasons = Lines(from?.reasons.map(\.summary) ?? [], to?.reasons.map(\.summary) ?? [])
            changelog = Lines(from?.entries ?? [], to?.entries ?? [])
            edits = Lines(from?.editSentences ?? [], to?.editSentences ?? [])
            let isSame =
                currentVersion == nil && nextVersion == nil && bump == nil && tag == nil && reasons == nil
                && changelog == nil && edits == nil
            if presence == .both, isSame { return nil }
        }
    }

    package let schema = "slipway.plan-difference/1"
    /// In the order of the later plan, then those that only the earlier knows.
    package var components: [ComponentDifference]
    package var warnings: Lines?

    package var isEmpty: Bool { components.isEmpty && warnings == nil }
}

/// What is different from one plan to another.
package func difference(from: ReleasePlan, to: ReleasePlan) -> PlanDifference {
    let before = Dictionary(from.components.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(to.components.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<ComponentID> = []
    let names = (to.components + from.components).map(\.name).filter { seen.insert($0).inserted }
    return PlanDifference(
        components: names.compactMap { PlanDifference.ComponentDifference($0, before[$0], after[$0]) },
        warnings: PlanDifference.Lines(from.warnings, to.warnings))
}

extension PlannedComponent {
    /// The entries of its changelog: lines that begin a list's item.
    fileprivate var entries: [String] {
        changelog.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("* ") || $0.hasPrefix("- ") }
            .map { String($0.dropFirst(2)) }
    }

    /// A changelog's entry is compared separately.
    fileprivate var editSentences: [String] {
        edits.filter { $0.ecosystem != "changelog" }.map {
            "\($0.repository)/\($0.file) \($0.key): \($0.change)"
        }
    }
}
