import Foundation
import ReleaseAdapters
import ReleaseEngine
import ReleaseModel
import ReleasePorts

/// Reaches the indexes that targets name, all through one client.
struct ConfiguredIndexes: Sendable {
    private let environment: [String: String]
    private let runner: any CommandRunner
    private let client: HTTPClient

    init(environment: [String: String], runner: any CommandRunner) {
        self.environment = environment
        self.runner = runner
        client = HTTPClient(
            .init(
                userAgent: "slipway/\(slipwayVersion)", certificates: environment["SSL_CERT_FILE"],
                proxies: ProxySettings(environment)))
    }

    /// What can be resolved, asked without credentials.
    var versions: any PackageVersions { ResolvableVersions(client: client) }

    /// - Throws: ``PackageIndexError/missingVariable(_:)`` where a variable that holds a credential is not set, and
    ///   ``PackageIndexError/noProgram(_:)`` where nothing is installed that could upload.
    func index(for target: PublicationTarget) throws -> any PackageIndex {
        switch target.kind {
        case "python-index":
            try PythonIndex.checkUploader(runner)
            let place = PythonIndex.Place(
                index: target["index"] ?? "", upload: target["upload"] ?? "",
                username: try value(of: target["username"]),
                password: try value(of: target["password"]).map { Secret($0) })
            return PythonIndex(place, client: client, runner: runner)
        default: throw PublicationError.unknownKind(target.kind)
        }
    }

    private func value(of name: String?) throws(PackageIndexError) -> String? {
        guard let name else { return nil }
        guard let value = environment[name], !value.isEmpty else { throw .missingVariable(name) }
        return value
    }
}
