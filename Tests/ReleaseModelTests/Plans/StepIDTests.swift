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

    @Test("The lines of components with numbers in their names keep their ids apart", arguments: UInt64(0)..<100)
    func lines(seed: UInt64) {
        struct Line: Hashable {
            var part: ComponentID
            var phase: Int
        }
        var random = SeededGenerator(seed: seed)
        var found: [StepID: Line] = [:]
        for _ in 0..<300 {
            let line = Line(
                part: ComponentID(text(["a", "/", "/1", "/2", "0", "/02", "/-1"], using: &random)),
                phase: Int.random(in: 0...3, using: &random))
            let id = StepID.line(line.part, phase: line.phase)
            if let other = found.updateValue(line, forKey: id) { #expect(other == line, "seed \(seed): \(id)") }
        }
    }

    @Test(
        "The first line of a part has the part's name, and later ones their number",
        arguments: [
            ("core", 0, "line:core"), ("core", 1, "line:core/2"), ("@scope/x", 0, "line:@scope/x"),
            ("example.org/m/v2", 0, "line:example.org/m/v2"), ("core/2", 0, "line:core/2/1"),
            ("core/2", 1, "line:core/2/2"), ("core/02", 0, "line:core/02"),
        ] as [(ComponentID, Int, StepID)])
    func firstLine(part: ComponentID, phase: Int, id: StepID) { #expect(StepID.line(part, phase: phase) == id) }
}
