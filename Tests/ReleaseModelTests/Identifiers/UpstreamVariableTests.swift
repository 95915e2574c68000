import ReleaseModel
import Testing

@Suite("Variables of upstreams")
struct UpstreamVariableTests {
    @Test("A name in capitals, with _ for other characters")
    func plain() {
        #expect(
            upstreamVariables(of: ["core", "@acme/pump"]) == [
                "core": "SLIPWAY_UPSTREAM_CORE", "@acme/pump": "SLIPWAY_UPSTREAM__ACME_PUMP",
            ])
    }

    @Test("Colliding names are disambiguated, consistently and without new collisions")
    func equal() {
        let names = upstreamVariables(of: ["core_a", "core-a", "core.a", "core-a-1"])
        #expect(Set(names.values).count == 4)
        #expect(names["core-a-1"] == "SLIPWAY_UPSTREAM_CORE_A_1" && names["core-a"] == "SLIPWAY_UPSTREAM_CORE_A_2")
        #expect(names == upstreamVariables(of: ["core-a-1", "core.a", "core-a", "core_a"]))
    }
}
