import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("The double of GitHub as a program", .heavy)
struct ProgramTests {
    private let program = "slipway-github-double"

    @Test("It prints its addresses, serves the given repositories with the given settings, and ends with its input")
    func serves() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "{\"double\": {\"hourlyLimit\": 7}, \"repository\": {\"isPrivate\": true}}", to: "settings.json")
        let process = try PipedProcess([
            builtProgram(program), "--settings", folder.path + "/settings.json", "--repository", "acme/core", "--token",
            "secret=ada", "--record", folder.path + "/record.jsonl",
        ])
        let line = try await blocking { try process.line() }
        let places = try requireValue(JSON(parsing: Array(line.utf8)))
        let api = try requireValue(places["api"]?.text)
        let client = HTTPClient()
        let answer = try await client.send(
            HTTPRequest("GET", api + "/repos/acme/core", fields: [.init("Authorization", "Bearer secret")]))
        #expect(answer.status == 200 && answer["x-ratelimit-limit"] == "7")
        #expect(try await client.send(HTTPRequest("GET", api + "/repos/acme/core")).status == 404)
        try await blocking { process.end() }
        let recorded = try folder.text("record.jsonl")
        #expect(recorded.contains("repos/get") && !recorded.contains("secret"))
    }

    @Test("A port that is taken ends it with an error, not with a crash")
    func refusesTakenPorts() async throws {
        let first = try PipedProcess([builtProgram(program)])
        let places = try requireValue(JSON(parsing: Array(try await blocking { try first.line() }.utf8)))
        let port = try requireValue(places["api"]?.text.flatMap { URL(string: $0)?.port })
        let result = try await ProcessRunner().run(Command([builtProgram(program), "--ports", "0,\(port),0"]))
        #expect(result.end == .exited(2) && result.errorText.contains("slipway-github-double: "))
        try await blocking { first.end() }
    }
}
