import ArgumentParser
import Foundation
import ReleaseAdapters
import ReleaseComposition
import ReleaseModel

/// Where a command asks instead of in the workspace here.
struct ServerOptions: ParsableArguments, Sendable {
    @Option(help: "Ask the server at this address, not a workspace here. (default: SLIPWAY_SERVER)")
    var server: String?

    @Option(help: "A file with the token for the server. (default: the token in SLIPWAY_TOKEN)")
    var tokenFile: String?

    /// The runs at the server that is named; nil: none is.
    func runs() async throws -> ServedRuns? {
        let environment = Decorations.current.environment
        guard let address = server ?? environment["SLIPWAY_SERVER"], !address.isEmpty else { return nil }
        let token: String
        if let tokenFile {
            guard let text = try? String(contentsOfFile: tokenFile, encoding: .utf8) else {
                throw ServedError.badTokenFile(tokenFile, reason: "It can't be read.")
            }
            token = text.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !token.isEmpty else { throw ServedError.badTokenFile(tokenFile, reason: "It is empty.") }
        } else {
            token = environment["SLIPWAY_TOKEN"] ?? ""
        }
        guard !token.isEmpty else { throw ServedError.noToken }
        let http = HTTPClient(
            HTTPClient.Settings(
                certificates: environment["SSL_CERT_FILE"], proxies: ProxySettings(environment)))
        return try await ServedRuns(ServedAPI(address: address, token: Secret(token), http: http))
    }
}
