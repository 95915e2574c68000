/// One of several systems that release a workspace, as the workspace's journal has it.
package struct ReleaseSystem: Sendable, Hashable, Codable {
    package var name: String
    package var mode: SystemMode
    /// Comparisons without a difference in a row, since the last one with any.
    package var agreements: Int
    /// All comparisons so far.
    package var comparisons: Int

    package init(name: String, mode: SystemMode, agreements: Int = 0, comparisons: Int = 0) {
        self.name = name
        self.mode = mode
        self.agreements = agreements
        self.comparisons = comparisons
    }

    /// What Slipway itself is called among them.
    package static let own = "slipway"

    /// The systems that the journal and the configuration know, by name. Slipway is primary by default; others are
    /// disabled by default.
    package static func all(
        _ entries: some Sequence<WorkspaceEntry>, configured: some Sequence<String>
    ) -> [ReleaseSystem] {
        var compared: [String: Set<String>] = [:]
        var systems = [own: ReleaseSystem(name: own, mode: .primary)]
        for name in configured where name != own { systems[name] = ReleaseSystem(name: name, mode: .disabled) }
        for entry in entries {
            switch entry.event {
            case .modeSet(let name, let mode, _, _):
                systems[name, default: ReleaseSystem(name: name, mode: .disabled)].mode = mode
            case .compared(let name, let run, _, let differences, _):
                var system = systems[name] ?? ReleaseSystem(name: name, mode: .disabled)
                system.comparisons += 1
                // One release shows the same thing once, however often it is looked at.
                let isNew = compared[name, default: []].insert(run).inserted
                system.agreements = differences == 0 ? system.agreements + (isNew ? 1 : 0) : 0
                systems[name] = system
            case .backedUp, .pruned, .foundUnknown, .tokenCreated, .tokenRevoked, .channelSkipped: break
            }
        }
        return systems.values.sorted { $0.name < $1.name }
    }
}
