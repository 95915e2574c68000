import Foundation
import ReleaseModel
import Testing

@Suite("Release systems side by side")
struct ReleaseSystemTests {
    private func systems(_ events: [WorkspaceEvent]) -> [ReleaseSystem] {
        let entries = events.enumerated().map {
            WorkspaceEntry(sequence: $0 + 1, at: Date(timeIntervalSince1970: 0), event: $1)
        }
        return ReleaseSystem.all(entries, configured: ["old"])
    }

    private func compared(_ differences: Int, run: String = UUID().uuidString) -> WorkspaceEvent {
        .compared(system: "old", first: run, second: "dir", differences: differences, by: "anna")
    }

    @Test("Slipway is primary and others are disabled until someone says otherwise")
    func begin() {
        #expect(
            systems([]) == [
                ReleaseSystem(name: "old", mode: .disabled), ReleaseSystem(name: "slipway", mode: .primary),
            ])
    }

    @Test("A comparison with a difference ends the streak")
    func row() {
        #expect(systems([compared(0), compared(0)])[0].agreements == 2)
        #expect(systems([compared(0), compared(3), compared(0)])[0].agreements == 1)
        #expect(systems([compared(0), compared(3), compared(0)])[0].comparisons == 3)
    }

    @Test("One release counts once, however often it is compared")
    func once() {
        #expect(systems([compared(0, run: "r1"), compared(0, run: "r1"), compared(0, run: "r2")])[0].agreements == 2)
    }

    @Test("The latest mode setting wins", arguments: SystemMode.allCases)
    func mode(mode: SystemMode) {
        let events: [WorkspaceEvent] = [
            .modeSet(system: "old", mode: .fallback, by: "anna", reason: "x"), .backedUp(to: "f", by: "anna"),
            .modeSet(system: "old", mode: mode, by: "anna", reason: "y"),
        ]
        #expect(systems(events)[0].mode == mode)
    }
}
