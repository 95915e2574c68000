import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

/// What every package index promises.
@Suite("Package indexes", .serialized)
struct PackageIndexContractTests {
    enum Kind: CaseIterable { case memory, real }

    /// The real one where it is installed: `Scripts/oracles`.
    static let kinds: [Kind] = PypiServer.isInstalled ? Kind.allCases : [.memory]

    private let folder: TemporaryFolder
    private let runner = ProcessRunner(
        environment: ProcessInfo.processInfo.environment.merging(["PATH": PypiServer.path]) { _, own in own })

    init() throws { folder = try TemporaryFolder() }

    private func withIndex(_ kind: Kind, _ body: (any PackageIndex) async throws -> Void) async throws {
        guard kind == .real else { return try await body(MemoryPackageIndex()) }
        let server = try await PypiServer(folder: folder.path + "/index", runner: runner)
        let place = PythonIndex.Place(index: server.simple, upload: server.upload)
        do { try await body(PythonIndex(place, client: HTTPClient(), runner: runner)) } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func wheel(_ name: String, _ version: String, text: String = "x = 1") async throws -> PackageFile {
        let place = "\(folder.path)/\(UUID().uuidString)"
        let made = try await runner.run(Command(["python3", "-c", wheelScript, name, version, text, place]))
        try #require(made.hasSucceeded, "\(made.errorText)")
        let file = try #require(try await LocalFiles().matches("*.whl", in: place).first)
        return PackageFile(path: file, digest: try await LocalFiles().digest(of: file).digest)
    }

    @Test("The real index is installed", .enabled(if: PypiServer.isInstalled, "run Scripts/oracles"))
    func isInstalled() { #expect(PackageIndexContractTests.kinds.contains(.real)) }

    @Test("A package that was never published has no files", arguments: kinds)
    func nothing(kind: Kind) async throws {
        try await withIndex(kind) { index in
            let found = try await index.digests(of: ["core-1.0.0-py3-none-any.whl"], in: "core")
            #expect(found == [:])
        }
    }

    @Test("An uploaded file is found by name, with its digest, however the package is spelled", arguments: kinds)
    func found(kind: Kind) async throws {
        let file = try await wheel("My.Core_lib", "1.0.0")
        try await withIndex(kind) { index in
            try await index.upload(file)
            for package in ["My.Core_lib", "my-core-lib", "MY__core.lib"] {
                #expect(try await index.digests(of: [file.name, "other.whl"], in: package) == [file.name: file.digest])
            }
            #expect(try await index.digests(of: ["other.whl"], in: "my-core-lib") == [:])
        }
    }

    @Test("Uploading a name again changes nothing and is not an error, whatever the content", arguments: kinds)
    func again(kind: Kind) async throws {
        let first = try await wheel("core", "1.0.0")
        let second = try await wheel("core", "1.0.0", text: "x = 2")
        #expect(first.name == second.name)
        #expect(first.digest != second.digest)
        try await withIndex(kind) { index in
            for file in [first, first, second] { try await index.upload(file) }
            #expect(try await index.digests(of: [first.name], in: "core") == [first.name: first.digest])
        }
    }

    @Test("Versions of one package coexist", arguments: kinds)
    func versions(kind: Kind) async throws {
        let files = [try await wheel("core", "1.0.0"), try await wheel("core", "1.1.0")]
        try await withIndex(kind) { index in
            for file in files { try await index.upload(file) }
            let found = try await index.digests(of: Set(files.map(\.name)), in: "core")
            #expect(found == Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.digest) }))
        }
    }

    @Test("An invalid package name is refused", arguments: kinds, ["--help", "core.zip", "core-1.0.0.whl", "*.whl"])
    func names(kind: Kind, name: String) async throws {
        try await withIndex(kind) { index in
            await #expect(throws: PackageIndexError.badName(name)) {
                try await index.upload(PackageFile(path: "/tmp/\(name)", digest: "0"))
            }
        }
    }
}
