import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Ids of steps")
struct StepIDTests {
    /// What a gate's id is made of.
    private struct Cell: Hashable {
        var component: ComponentID
        var gate: String
        var suffix: String
    }

    private func text(_ letters: [String], using random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...4, using: &random)).compactMap { _ in letters.randomElement(using: &random) }.joined()
    }

    @Test("Components with slashes and gates keep their ids apart, and each is read back", arguments: UInt64(0)..<100)
    func gates(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var found: [StepID: Cell] = [:]
        for _ in 0..<300 {
            let suffix = Bool.random(using: &random) ? "" : "[x=\(text(["a", "/", "b", ","], using: &random))]"
            let cell = Cell(
                component: ComponentID(text(["a", "/", "b", "@"], using: &random)),
                gate: text(["a", "b", "-", ":"], using: &random), suffix: suffix)
            let id = StepID.gate(cell.component, cell.gate, suffix: cell.suffix)
            if let other = found.updateValue(cell, forKey: id) { #expect(other == cell, "seed \(seed): \(id)") }
            #expect(id.detail(of: cell.component) == cell.gate + cell.suffix, "seed \(seed): \(id)")
        }
    }

    @Test("The detail of a step is what follows its component, whatever the component is called")
    func detail() {
        #expect(StepID.gate("@scope/x", "test").detail(of: "@scope/x") == "test")
        #expect(StepID.publish("@scope/x", 2).detail(of: "@scope/x") == "2")
        #expect(StepID.build("@scope/x").detail(of: "@scope/x") == nil)
        #expect(StepID.publishSet("a/b").detail(of: nil) == nil)
    }
}
