import ReleaseConfig
import ReleaseModel
import Testing

@Suite("Where the store is")
struct ConnectionStringTests {
    @Test("By default the store is the workspace's file")
    func file() throws { #expect(try configuration("workspace: w\n").store == .sqlite) }

    @Test(
        "A connection string of either form is taken as it is",
        arguments: [
            "host=db dbname=releases user=slipway", "postgresql://slipway@db:5433/releases?sslmode=require",
            "service=x",
            "host = 'a b\\' c' user=\\ password", "postgres://", "host=/run dbname='password=x'", "passfile=/x",
            "postgresql://user:@db/x", "postgresql://[::1]:5432/x",
        ])
    func taken(text: String) throws {
        let quoted = "'" + text.replacing("'", with: "''") + "'"
        #expect(try configuration("store: { postgresql: \(quoted) }\n").store == .postgresql(text))
    }

    @Test(
        "A password is refused, with its location and an alternative, and never shown",
        arguments: [
            "host=db password=geheim", "host=db password = 'geheim'", "postgresql://u:geheim@db/x",
            "postgresql://db/x?password=geheim", "postgresql://db/x?pass%77ord=geheim", "sslpassword=geheim",
            "postgres://u:geheim@a,b/x", "user=a\tpassword=geheim", "postgresql://u:ge@heim@db/x",
        ])
    func password(text: String) throws {
        let yaml = "store:\n  postgresql: \"\(text)\"\n"
        do {
            _ = try readConfiguration(Array(yaml.utf8), file: "slipway.yaml", publications: shapes)
            Issue.record("a password was taken")
        } catch {
            let one = try #require(error.diagnostics.first)
            #expect(one.code == "config.connection-string" && one.place.description == "slipway.yaml:2:15")
            #expect(one.suggestion?.contains("PGPASSWORD") == true)
            #expect(!"\(error.reasons + error.suggestions)\(error.summary)".contains("heim"))
        }
    }

    @Test(
        "An address that can't be parsed is refused without showing it",
        arguments: ["geheim", "host=db geheim", "=geheim", "host='geheim", "https://geheim", "  "])
    func unreadable(text: String) throws {
        let problem = try #require(connectionStringProblem(text))
        #expect(!problem.message.contains("geheim"))
    }

    @Test("A store without a location is an error")
    func empty() { #expect(findings("store: {}\n").count == 1) }
}
