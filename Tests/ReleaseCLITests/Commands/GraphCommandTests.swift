import Testing

@Suite("slipway graph")
struct GraphCommandTests {
    private func chain() async throws -> CommandScene {
        let scene = try CommandScene()
        try await scene.crate("core")
        try await scene.crate("app", requiring: "core")
        return scene
    }

    @Test("Every format shows each component and the requirement between them", arguments: ["text", "dot", "mermaid"])
    func formats(format: String) async throws {
        let answer = await (try chain()).slipway("graph", "--format", format)
        #expect(answer.code == 0, "\(answer.messages)")
        #expect(answer.output.contains("core") && answer.output.contains("app"), "\(answer.output)")
        #expect(answer.messages == "")
    }

    @Test("--json and --format json are the same object")
    func json() async throws {
        let scene = try await chain()
        let answer = await scene.slipway("graph", "--json")
        #expect((try answer.json()["schema"] as? String)?.hasPrefix("slipway.graph/") == true)
        #expect(await scene.slipway("graph", "--format", "json").output == answer.output)
        #expect(await scene.slipway("graph", "--format", "dot", "--json").output == answer.output)
    }

    @Test("Uncommitted changes are a warning on standard error, and the graph stays that of the commits")
    func uncommitted() async throws {
        let scene = try await chain()
        let before = await scene.slipway("graph")
        try scene.write("[package]\nname = \"app\"\nversion = \"1.0.0\"\n", to: "app/Cargo.toml")
        let after = await scene.slipway("graph")
        #expect(after.output == before.output)
        #expect(after.messages == "warning: app has uncommitted changes, which are not shown\n")
    }

    @Test("Colours are used on an interactive terminal only")
    func colours() async throws {
        let scene = try await chain()
        for command in ["graph", "plan", "doctor"] {
            let plain = await scene.slipway(command)
            #expect(!(plain.output + plain.messages).contains("\u{1B}"), "\(command)")
        }
        let plain = await scene.slipway("plan")
        let coloured = await scene.slipway("plan", colour: true)
        #expect(coloured.output.contains("\u{1B}["))
        let stripped = coloured.output.replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(stripped == plain.output, "colours add nothing and leave nothing out")
    }
}
