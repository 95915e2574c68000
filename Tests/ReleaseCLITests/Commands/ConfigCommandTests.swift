import Testing

@Suite("slipway config")
struct ConfigCommandTests {
    @Test("Names of variables are shown, never their values")
    func names() async throws {
        let scene = try CommandScene()
        try scene.write(
            """
            secrets: [TOKEN]
            commands: { environment: [EXTRA_*] }

            """, to: "slipway.yaml")
        let variables = ["TOKEN": "value-of-token", "EXTRA_ONE": "value-of-extra", "OTHER": "value-of-other"]
        let text = await scene.slipway("config", environment: variables)
        #expect(text.code == 0, "\(text.messages)")
        #expect(text.output.contains("EXTRA_* *"), "\(text.output)")
        #expect(text.output.contains("Secrets, for the builds and gates that name them: TOKEN"))
        #expect(text.output.contains("OTHER"))
        let json = await scene.slipway("config", "--json", environment: variables)
        #expect(try json.json()["secrets"] as? [String] == ["TOKEN"])
        #expect(try (json.json()["withheld"] as? [String])?.contains("OTHER") == true)
        for answer in [text, json] { #expect(!(answer.output + answer.messages).contains("value-of")) }
    }

    @Test("A configuration that can't be used exits with 78 and its place")
    func unusable() async throws {
        let scene = try CommandScene()
        try scene.write("parallelism: many\n", to: "slipway.yaml")
        let answer = await scene.slipway("config")
        #expect(answer.code == 78)
        #expect(answer.messages.contains("slipway.yaml:1:14"))
        #expect(answer.output == "")
    }

    @Test("A configuration file that is named and missing exits with 64")
    func missing() async throws {
        let scene = try CommandScene()
        let file = scene.workspace + "/other.yaml"
        let answer = await scene.slipway("config", "--config", file)
        #expect(answer.code == 64)
        #expect(answer.messages.contains("The file \(file) does not exist"))
    }

    @Test("A store variable that can't be used is refused without its value")
    func store() async throws {
        let scene = try CommandScene()
        let answer = await scene.slipway("config", environment: ["SLIPWAY_STORE": "mysql://ada:hunter2@host/db"])
        #expect(answer.code == 78)
        #expect(answer.messages.contains("[input.bad-store]"))
        #expect(!answer.messages.contains("hunter2"))
    }
}
