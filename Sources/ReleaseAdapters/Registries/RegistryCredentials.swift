import Foundation
package import ReleaseModel
package import ReleasePorts

/// Who Slipway is at a registry.
enum RegistryCredential: Sendable, Equatable {
    case password(user: String, Secret)
    /// What a login left behind, which is exchanged for tokens.
    case identityToken(Secret)
}

/// Finds the credentials for a registry: those of a target first, then what `docker login`, `podman login` and the like
/// left on this machine, by their own files and helpers.
///
/// Source: [docker login, credential stores](https://docs.docker.com/reference/cli/docker/login/#credential-stores).
package struct RegistryCredentials: Sendable {
    /// Those of a target, which its own registry alone gets.
    private let given: (host: String, credential: RegistryCredential)?
    /// Files of logins, the first that has an entry counts.
    private let files: [String]
    private let runner: any CommandRunner

    /// - Parameters:
    ///   - host: The registry that user and password are for; nil: none.
    ///   - user: nil: that of a token.
    ///   - password: nil: the one of a login on this machine.
    ///   - environment: Where the files of logins are looked for.
    package init(
        host: String? = nil, user: String? = nil, password: Secret? = nil, environment: [String: String],
        runner: any CommandRunner
    ) {
        given = host.flatMap { host in password.map { (host, .password(user: user ?? "token", $0)) } }
        self.runner = runner
        let home = environment["HOME"].map { [$0 + "/.docker/config.json"] } ?? []
        let folder = environment["DOCKER_CONFIG"].map { [$0 + "/config.json"] }
        files =
            [environment["REGISTRY_AUTH_FILE"]].compactMap { $0 }
            + [environment["XDG_RUNTIME_DIR"].map { $0 + "/containers/auth.json" }].compactMap { $0 }
            + (folder ?? home)
    }

    /// nil where there are none.
    func credential(for repository: ImageRepository) async throws(ImageRegistryError) -> RegistryCredential? {
        if let given, given.host == repository.host { return given.credential }
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: file) else { continue }
            guard let json = JSON(parsing: Array(bytes)) else {
                throw .badCredentials(place: file, reason: "It is not valid JSON.")
            }
            for key in keys(of: repository) {
                let helper = json["credHelpers"]?[key]?.text
                if let helper { return try await ask(helper, for: key) }
            }
            if let store = json["credsStore"]?.text, !store.isEmpty {
                for key in keys(of: repository) {
                    if let found = try await ask(store, for: key) { return found }
                }
            }
            for key in keys(of: repository) {
                guard let entry = json["auths"]?[key], let found = try credential(in: entry, of: file) else { continue }
                return found
            }
        }
        return nil
    }

    /// From the most precise one to the host, as the files spell them.
    private func keys(of repository: ImageRepository) -> [String] {
        var parts = "\(repository)".split(separator: "/")
        var keys: [String] = []
        while !parts.isEmpty {
            keys.append(parts.joined(separator: "/"))
            parts.removeLast()
        }
        let host = repository.host == "docker.io" ? "index.docker.io" : repository.host
        return keys + ["https://\(host)", "https://\(host)/v1/", "https://\(host)/v2/"]
    }

    private func credential(in entry: JSON, of file: String) throws(ImageRegistryError) -> RegistryCredential? {
        if let token = entry["identitytoken"]?.text, !token.isEmpty { return .identityToken(Secret(token)) }
        if let user = entry["username"]?.text, let password = entry["password"]?.text, !user.isEmpty {
            return .password(user: user, Secret(password))
        }
        guard let written = entry["auth"]?.text, !written.isEmpty else { return nil }
        guard let data = Data(base64Encoded: written) else {
            throw .badCredentials(place: file, reason: "An `auth` in it is not Base64.")
        }
        let text = String(decoding: data, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else {
            throw .badCredentials(place: file, reason: "An `auth` in it is not USER:PASSWORD.")
        }
        return .password(user: String(text[..<colon]), Secret(String(text[text.index(after: colon)...])))
    }

    /// nil where the helper has none for this.
    private func ask(_ helper: String, for key: String) async throws(ImageRegistryError) -> RegistryCredential? {
        let program = "docker-credential-\(helper)"
        guard helper.utf8.allSatisfy({ isNameByte($0) }) else {
            throw .badCredentials(place: program, reason: "A helper's name has letters, digits, dots and dashes only.")
        }
        let result: CommandResult
        do {
            result = try await runner.run(
                Command([program, "get"], input: Array(key.utf8), timeout: .seconds(60)))
        } catch { throw .badCredentials(place: program, reason: error.summary) }
        guard result.hasSucceeded else {
            let said = result.text + result.errorText
            // The words by which the protocol says so.
            if said.contains("credentials not found") { return nil }
            throw .badCredentials(place: program, reason: "It failed: " + String(said.prefix(200)).trimmed)
        }
        guard let json = JSON(parsing: result.output), let user = json["Username"]?.text,
            let secret = json["Secret"]?.text
        else { throw .badCredentials(place: program, reason: "Its answer is not the JSON of a credential.") }
        return user == "<token>" ? .identityToken(Secret(secret)) : .password(user: user, Secret(secret))
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || [0x2D, 0x2E, 0x5F].contains(byte)
}
