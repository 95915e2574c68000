import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("A step as JSON")
struct PlannedStepTests {
    private func object(_ step: PlannedStep) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: encodeJSON(step)) as? [String: Any])
    }

    private func decode(_ object: [String: Any]) throws -> PlannedStep {
        try decodeJSON(PlannedStep.self, from: JSONSerialization.data(withJSONObject: object))
    }

    private func step(_ kind: StepKind) throws -> PlannedStep {
        try #require(planOfAllKinds().steps.first { $0.kind == kind })
    }

    @Test("A step of each kind reads back as it was", arguments: StepKind.allCases)
    func same(kind: StepKind) throws {
        let step = try step(kind)
        #expect(try decode(object(step)) == step)
    }

    @Test("A field that this version does not know is named, wherever it stands", arguments: StepKind.allCases)
    func field(kind: StepKind) throws {
        let step = try step(kind)
        var besides = try object(step)
        besides["newer"] = 1
        #expect(throws: UnknownPlanPart.field("newer", step.id)) { try decode(besides) }
        var second = try object(step)
        var work = try #require(second["work"] as? [String: Any])
        work["newer"] = [:] as [String: Any]
        second["work"] = work
        #expect(throws: UnknownPlanPart.field("newer", step.id)) { try decode(second) }
        var inside = try object(step)
        work = try #require(inside["work"] as? [String: Any])
        let (name, value) = try #require(work.first)
        var fields = try #require(value as? [String: Any])
        fields["newer"] = 1
        inside["work"] = [name: fields]
        #expect(throws: UnknownPlanPart.field("newer", step.id)) { try decode(inside) }
    }

    @Test("A step without id, kind, needs, reversibility or work is not read", arguments: StepKind.allCases)
    func missing(kind: StepKind) throws {
        let whole = try object(try step(kind))
        for field in ["id", "kind", "needs", "reversible", "work"] {
            var without = whole
            without[field] = nil
            #expect(throws: DecodingError.self, "\(field)") { try decode(without) }
        }
    }

    @Test("A kind that this version does not know is named in plain words")
    func kind() throws {
        var unknown = try object(try step(.tag))
        unknown["kind"] = "sign"
        #expect(throws: UnknownPlanPart.kind("sign", "tag:core")) { try decode(unknown) }
        let error = UnknownPlanPart.kind("sign", "tag:core")
        #expect(error.summary == "'sign' is not a kind of step that this version of Slipway knows.")
    }
}
