import Foundation
package import ReleaseModel
package import ReleasePorts

/// Asks the indexes that package managers resolve from.
///
/// Sources: [sparse index of crates](https://doc.rust-lang.org/cargo/reference/registry-index.html), [simple repository
/// API](https://packaging.python.org/en/latest/specifications/simple-repository-api/), [npm package
/// metadata](https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md).
package struct ResolvableVersions: PackageVersions {
    private let client: HTTPClient
    /// Large packages have thousands of versions.
    private static let limit = 64 << 20

    package init(client: HTTPClient) { self.client = client }

    package func has(
        _ package: String, _ version: Version, in registry: PackageRegistry, at address: String
    ) async throws(PackageIndexError) -> Bool {
        let base = address.hasSuffix("/") ? String(address.dropLast()) : address
        let (path, accepted) = try Self.request(package, in: registry)
        let answer: HTTPResponse
        do throws(HTTPError) {
            answer = try await client.send(
                HTTPRequest(
                    "GET", base + "/" + path,
                    // What a cache between here and there remembers is older than what was published a moment ago.
                    fields: [.init("Accept", accepted), .init("Cache-Control", "no-cache")], answerLimit: Self.limit))
        } catch {
            throw indexError(shownAddress(address), error)
        }
        // Registries answer 404, and Cargo's 410 or 451 too, for what they don't have.
        if [404, 410, 451].contains(answer.status) { return false }
        guard answer.status == 200 else {
            throw indexError(
                shownAddress(address), status: answer.status, reason: "", after: answer["Retry-After"])
        }
        do throws(SimplePageFault) {
            switch registry {
            case .crates: return try Self.crate(answer, has: version)
            case .python: return try Self.pythonPackage(answer, has: version)
            case .npm: return try Self.npmPackage(answer, has: version)
            }
        } catch {
            throw .partial(index: shownAddress(address), reason: error.reason)
        }
    }

    private static func request(
        _ package: String, in registry: PackageRegistry
    ) throws(PackageIndexError) -> (path: String, accepted: String) {
        func escaped(_ text: String, _ more: String = "") -> String? {
            text.addingPercentEncoding(
                withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_." + more)))
        }
        let found: (String?, String) =
            switch registry {
            case .crates: (escaped(cratePath(package), "/"), "text/plain, */*;q=0.1")
            case .python:
                (
                    escaped(normalizedPythonName(package)).map { $0 + "/" },
                    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
                )
            case .npm: (escaped(package, "@"), "application/vnd.npm.install-v1+json, application/json;q=0.8")
            }
        guard let path = found.0, !package.isEmpty else { throw .badName(package) }
        return (path, found.1)
    }

    /// Where a sparse index keeps a crate: `1/a`, `2/ab`, `3/a/abc`, `ab/cd/abcd`.
    static func cratePath(_ name: String) -> String {
        let name = name.lowercased()
        switch name.count {
        case 0...2: return "\(name.count)/\(name)"
        case 3: return "3/\(name.prefix(1))/\(name)"
        default: return "\(name.prefix(2))/\(name.dropFirst(2).prefix(2))/\(name)"
        }
    }

    /// A line for each version. One that was cut in the middle is an incomplete answer.
    private static func crate(_ answer: HTTPResponse, has version: Version) throws(SimplePageFault) -> Bool {
        struct Line: Decodable {
            var vers: String
            var yanked: Bool?
        }
        for text in answer.body.split(separator: 0x0A) {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(text)) else {
                throw SimplePageFault(reason: "a line of the index is not the description of a version")
            }
            if line.vers == version.text { return line.yanked != true }
        }
        return false
    }

    private static func pythonPackage(_ answer: HTTPResponse, has version: Version) throws(SimplePageFault) -> Bool {
        guard let wanted = Version(python: version.text) else { return false }
        return try SimplePage(answer).files.contains { file in
            PythonPackageFile(fileName: file.name).flatMap { Version(python: $0.version) } == wanted
        }
    }

    private static func npmPackage(_ answer: HTTPResponse, has version: Version) throws(SimplePageFault) -> Bool {
        struct Document: Decodable {
            struct Anything: Decodable {}
            var versions: [String: Anything]
        }
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(answer.body)) else {
            throw SimplePageFault(reason: "its JSON is not the document of a package")
        }
        return document.versions[version.text] != nil
    }
}
