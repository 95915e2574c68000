import ReleaseHTTPServer

/// A double that can be reached: the API and git at one address, uploads at a second, stored files at a third.
package struct RunningGitHub: Sendable {
    package let double: GitHubDouble
    private let main: HTTPServer
    private let uploadServer: HTTPServer
    private let storageServer: HTTPServer

    /// Begins to listen; ``serving(_:)`` has to follow, once.
    ///
    /// - Parameter ports: For the API, uploads and storage; 0 for any free one.
    package init(_ double: GitHubDouble, ports: (Int, Int, Int) = (0, 0, 0)) async throws {
        self.double = double
        let origins: [(Int, Origin)] = [(ports.0, .main), (ports.1, .uploads), (ports.2, .storage)]
        var servers: [HTTPServer] = []
        do {
            for (port, origin) in origins {
                servers.append(try await HTTPServer(port: port) { await double.answer($0, at: origin) })
            }
        } catch {
            for server in servers { await server.abandon() }
            throw error
        }
        (main, uploadServer, storageServer) = (servers[0], servers[1], servers[2])
        double.origins = (uploadServer.address, storageServer.address)
    }

    /// As github.com has it: the API at the root.
    package var api: String { main.address }
    /// As Enterprise Server has it.
    package var enterpriseAPI: String { main.address + "/api/v3" }
    package var graphQL: String { main.address + "/graphql" }
    /// Where repositories are cloned from.
    package var git: String { main.address }
    package var uploads: String { uploadServer.address }
    package var storage: String { storageServer.address }

    /// Answers requests while `body` runs.
    package func serving<Answer: Sendable>(_ body: @Sendable () async throws -> Answer) async throws -> Answer {
        try await storageServer.serving {
            try await uploadServer.serving { try await main.serving(body) }
        }
    }
}

/// Which of the double's addresses a request came to.
enum Origin: Sendable {
    case main
    case uploads
    case storage
}
