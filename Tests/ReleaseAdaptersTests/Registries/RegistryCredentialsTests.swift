import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// Read through requests: what a registry is sent is what counts.
@Suite("Credentials for registries")
struct RegistryCredentialsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a registry that wants a login is sent, with a file of logins made for its host.
    private func sent(_ file: (String) -> String, as name: String = "config.json") async throws -> String? {
        let server = try LoopbackServer { request in
            request.fields["authorization"] == nil
                ? .status(401, ["WWW-Authenticate": "Basic realm=\"x\""]) : .status(200, body: #"{"tags":[]}"#)
        }
        let host = "127.0.0.1:\(server.port)"
        try Data(file(host).utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        let path = folder.path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
        let runner = ProcessRunner(environment: ["PATH": path])
        let environment =
            name == "config.json" ? ["DOCKER_CONFIG": folder.path] : ["REGISTRY_AUTH_FILE": "\(folder.path)/\(name)"]
        let registry = OCIRegistry(
            client: HTTPClient(), credentials: RegistryCredentials(environment: environment, runner: runner))
        _ = try await registry.tags(of: try #require(ImageRepository("\(host)/acme/core")))
        let value = server.requests.compactMap { $0.fields["authorization"] }.last
        return value.flatMap { Data(base64Encoded: String($0.dropFirst(6))) }.map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func helper(_ text: String) throws {
        let file = folder.path + "/docker-credential-test"
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(fileURLWithPath: file))
        chmod(file, 0o755)
    }

    @Test("What docker login wrote is sent, with colons in the password")
    func file() async throws {
        let auth = Data("ann:a:b".utf8).base64EncodedString()
        let found = try await sent { #"{"auths":{"\#($0)":{"auth":"\#(auth)"}}}"# }
        #expect(found == "ann:a:b")
    }

    @Test("What podman login wrote for a repository comes before what is for its registry")
    func path() async throws {
        let (near, far) = (Data("near:1".utf8).base64EncodedString(), Data("far:1".utf8).base64EncodedString())
        let found = try await sent(
            { #"{"auths":{"\#($0)":{"auth":"\#(far)"},"\#($0)/acme":{"auth":"\#(near)"}}}"# }, as: "auth.json")
        #expect(found == "near:1")
    }

    @Test("A helper is asked by its protocol", arguments: ["credHelpers", "credsStore"])
    func helpers(kind: String) async throws {
        try helper(#"read host; echo "{\"ServerURL\":\"$host\",\"Username\":\"ann\",\"Secret\":\"of $1 $host\"}""#)
        var asked = ""
        let found = try await sent { host in
            asked = host
            return kind == "credHelpers" ? #"{"credHelpers":{"\#(host)":"test"}}"# : #"{"credsStore":"test"}"#
        }
        #expect(found == "ann:of get \(kind == "credHelpers" ? asked : asked + "/acme/core")")
    }

    @Test("A helper without credentials is not an error: the file's are used")
    func noCredentials() async throws {
        try helper("echo 'credentials not found in native keychain'; exit 1")
        let auth = Data("ann:x".utf8).base64EncodedString()
        let found = try await sent { #"{"credsStore":"test","auths":{"\#($0)":{"auth":"\#(auth)"}}}"# }
        #expect(found == "ann:x")
    }

    @Test(
        "A broken file or helper is an error with its place",
        arguments: [
            ("{", "config.json"), (#"{"auths":{"HOST":{"auth":"%"}}}"#, "config.json"),
            (#"{"credsStore":"test"}"#, "docker-credential-test"),
            (#"{"credsStore":"../x"}"#, "docker-credential-../x"),
        ])
    func broken(text: String, place: String) async throws {
        try helper("echo failed; exit 1")
        await #expect {
            _ = try await sent { text.replacing("HOST", with: $0) }
        } throws: { error in
            guard case .badCredentials(let found, _) = error as? ImageRegistryError else { return false }
            return found.hasSuffix(place)
        }
    }
}
