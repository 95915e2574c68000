import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import Synchronization

/// Reaches the registries that targets name, all through one client; logins are kept from step to step.
final class ConfiguredRegistries: Sendable {
    private let environment: [String: String]
    private let spool: String
    private let runner: any CommandRunner
    private let threads: WorkerThreads
    private let client: HTTPClient
    private let made = Mutex<[Key: OCIRegistry]>([:])

    private struct Key: Hashable {
        var host: String?
        var username: String?
        var password: String?
    }

    /// - Parameter spool: A folder for contents on their way from one registry to another.
    init(environment: [String: String], spool: String, runner: any CommandRunner, threads: WorkerThreads) {
        self.environment = environment
        self.spool = spool
        self.runner = runner
        self.threads = threads
        client = HTTPClient(
            .init(
                userAgent: "slipway/\(slipwayVersion)", certificates: environment["SSL_CERT_FILE"],
                proxies: ProxySettings(environment)))
    }

    /// - Throws: ``ImageRegistryError/missingVariable(_:)`` where a variable that holds a credential is not set.
    func registry(for target: PublicationTarget) throws(ImageRegistryError) -> any ImageRegistry {
        let key = Key(
            host: target["image"].map { String($0.prefix { $0 != "/" }) }, username: target["username"],
            password: target["password"])
        let (user, password) = (try value(of: key.username), try value(of: key.password))
        return made.withLock { made in
            if let registry = made[key] { return registry }
            let registry = OCIRegistry(
                client: client,
                credentials: RegistryCredentials(
                    host: key.host, user: user, password: password.map { Secret($0) }, environment: environment,
                    runner: runner),
                settings: .init(spool: spool), threads: threads)
            made[key] = registry
            return registry
        }
    }

    private func value(of name: String?) throws(ImageRegistryError) -> String? {
        guard let name else { return nil }
        guard let value = environment[name], !value.isEmpty else { throw .missingVariable(name) }
        return value
    }
}
