import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Exact versions in registries")
struct ResolvableVersionsTests {
    private func has(
        _ package: String, _ version: String, in registry: PackageRegistry, _ server: LoopbackServer
    ) async throws -> Bool {
        let version = try #require(Version(version))
        let versions = ResolvableVersions(client: HTTPClient())
        defer { withExtendedLifetime(server) {} }
        return try await versions.has(package, version, in: registry, at: server.address + "/index/")
    }

    private func server(_ path: String, _ body: String, type: String = "application/json") throws -> LoopbackServer {
        try LoopbackServer { request in
            request.line.hasPrefix("GET /index/\(path) ")
                ? .status(200, ["Content-Type": type], body: body) : .status(404)
        }
    }

    @Test(
        "A crate is looked for where the sparse index keeps it",
        arguments: [("a", "1/a"), ("ab", "2/ab"), ("abc", "3/a/abc"), ("Core-Lib", "co/re/core-lib")])
    func paths(name: String, path: String) async throws {
        let there = try server(path, "{\"name\":\"\(name)\",\"vers\":\"1.0.0\",\"yanked\":false}\n", type: "text/plain")
        #expect(try await has(name, "1.0.0", in: .crates, there))
    }

    @Test("Only exactly this version counts: no neighbour, no prerelease of it, nothing that was yanked")
    func crates() async throws {
        let lines = """
            {"name":"core","vers":"1.0.0-dev.1","yanked":false}
            {"name":"core","vers":"1.0.1","yanked":true}
            {"name":"core","vers":"1.0.10","yanked":false}

            """
        let there = try server("co/re/core", lines, type: "text/plain")
        #expect(try await has("core", "1.0.0-dev.1", in: .crates, there))
        #expect(try await has("core", "1.0.10", in: .crates, there))
        for version in ["1.0.0", "1.0.1", "1.0.0-dev.2"] {
            let found = try await has("core", version, in: .crates, there)
            #expect(!found, "\(version)")
        }
        let unknown = try await has("other", "1.0.0", in: .crates, there)
        #expect(!unknown)
    }

    @Test("A Python package is found by the versions of its files, however they are spelled")
    func python() async throws {
        let page = """
            {"meta":{"api-version":"1.0"},"name":"my-core","files":[
            {"filename":"my_core-1.0.1.dev3-py3-none-any.whl","url":"x.whl","hashes":{}},
            {"filename":"my_core-1.0.0.tar.gz","url":"x.tar.gz","hashes":{}}]}
            """
        let there = try server("my-core/", page, type: "application/vnd.pypi.simple.v1+json")
        #expect(try await has("My.Core", "1.0.1-dev.3", in: .python, there))
        #expect(try await has("my_core", "1.0.0", in: .python, there))
        let other = try await has("my_core", "1.0.1", in: .python, there)
        #expect(!other)
    }

    @Test("An npm package is found in its document, scopes included")
    func npm() async throws {
        let there = try server(
            "@acme%2Fcore", "{\"name\":\"@acme/core\",\"versions\":{\"1.0.0\":{},\"1.1.0-dev.1\":{}}}")
        #expect(try await has("@acme/core", "1.1.0-dev.1", in: .npm, there))
        let other = try await has("@acme/core", "1.1.0", in: .npm, there)
        #expect(!other)
    }

    @Test(
        "An answer that is incomplete, or none, is an error and never a missing version",
        arguments: [
            (PackageRegistry.crates, 200, "{\"name\":\"core\",\"vers\":\"1.0"), (.npm, 200, "{\"versions\":"),
            (.python, 200, "{\"files\":["), (.crates, 500, ""), (.npm, 429, ""), (.python, 503, ""),
        ])
    func faults(registry: PackageRegistry, status: Int, body: String) async throws {
        let there = try LoopbackServer { _ in .status(status, ["Content-Type": "application/json"], body: body) }
        do {
            let found = try await has("core", "1.0.0", in: registry, there)
            Issue.record("it answered \(found)")
        } catch let error as PackageIndexError {
            #expect(error.retry != .never, "\(error)")
        }
    }
}
