import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Publishes a component's wheels and source distributions to an index, each under the name that its build gave it.
struct PythonIndexPublication: Publication {
    let shape = PublicationShape(
        "python-index",
        "A `python-index` gets the wheels and source distributions, under the names that the build gave them.",
        [
            .init(
                "index", .address, isRequired: true,
                "Of a `python-index`: the address of its simple API, such as `https://packages.example.org/simple/`."),
            .init(
                "upload", .address, isRequired: true,
                "Of a `python-index`: the address that files are sent to, such as `https://upload.example.org/legacy/`."
            ),
            .init(
                "username-from", field: "username", .secret,
                "Of a `python-index`: the environment variable that holds the name to upload with. Default: that of a "
                    + "token."),
            .init(
                "password-from", field: "password", .secret,
                "Of a `python-index`: the environment variable that holds the password or token. Values of both are masked "
                    + "everywhere, and builds and gates don't see them."),
        ])

    func name(of target: PublicationTarget) -> String { target["index"] ?? "" }

    // MARK: Planning

    /// What no build names can't become a package; whether the names are right ones shows when they are collected.
    func check(
        _ settings: ComponentConfiguration, of component: ComponentID, to target: PublicationTarget
    ) throws(PlanError) {
        guard settings.build?.artifacts.isEmpty != false else { return }
        throw .nothingToPublish(component, index: name(of: target))
    }

    func refusals(
        of component: Component, in files: [String: [UInt8]], _ ecosystems: [EcosystemName: any Ecosystem]
    ) -> [Diagnostic] {
        guard let ecosystem = ecosystems["python"] else { return [] }
        let manifest = (component.path == "." ? "" : component.path + "/") + "pyproject.toml"
        let own = files.filter { ecosystem.isManifest(path: $0.key) && $0.key == manifest }
        let refused = ["project-name", "no-version", "static-and-dynamic", "requires-python", "classifier"]
        return ecosystem.inspect(own, paths: Array(own.keys)).filter { one in
            one.severity == .error && refused.contains { one.code == "python." + $0 }
        }
    }

    // MARK: Before anything is public

    func checkReady(_ target: PublicationTarget, of repository: RepositoryID?, _ outside: PublicationAccess) throws {
        _ = try outside.index(target)
    }

    func check(_ artifacts: [Artifact], of component: ComponentID, version: Version) throws {
        for (artifact, file) in try packages(among: artifacts, of: component) {
            guard let found = Version(python: file.version), let planned = Version(python: version.text) else {
                continue
            }
            guard found == planned else {
                throw PythonPackageError.otherVersion(component, artifact.origin, planned: version)
            }
        }
    }

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? {
        let place = try place(target, of: component, context)
        for (artifact, file) in try packages(among: artifacts, of: place.component) {
            if case .different(let conflict) = try await presence(of: artifact, in: file.package, at: place) {
                return conflict as? any UserFacingError
            }
        }
        return nil
    }

    // MARK: Publishing

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let place = try place(target, of: component, context)
        let packages = try packages(among: artifacts, of: place.component)
        var isAllThere = true
        for (artifact, file) in packages {
            let wasThere = try await context.effect("\(artifact.origin) in \(place.address)").ensured {
                try await presence(of: artifact, in: file.package, at: place)
            } act: {
                try await place.index.upload(try await copiedForUpload(artifact, of: place.component, context))
            }
            isAllThere = isAllThere && wasThere
        }
        let count = packages.count == 1 ? "1 file" : "\(packages.count) files"
        return StepOutcome(note: "\(count) to \(place.address)", wasAlreadyThere: isAllThere)
    }

    /// An index, for one component.
    private struct Place {
        let index: any PackageIndex
        /// For people.
        let address: String
        let component: ComponentID
    }

    private func place(
        _ target: PublicationTarget, of component: ComponentID, _ context: StepContext
    ) throws -> Place {
        Place(
            index: try context.environment.outside.index(target), address: name(of: target), component: component)
    }

    private func presence(
        of artifact: Artifact, in package: String, at place: Place
    ) async throws -> Presence {
        guard let found = try await place.index.digests(of: [artifact.origin], in: package)[artifact.origin] else {
            return .absent
        }
        guard found == artifact.digest else {
            return .different(
                PackageIndexError.differs(
                    name: artifact.origin, index: place.address, expected: artifact.digest, found: found))
        }
        return .same
    }

    /// The set's file under the name that the index is to have.
    private func copiedForUpload(
        _ artifact: Artifact, of component: ComponentID, _ context: StepContext
    ) async throws -> PackageFile {
        let path = "\(context.folders.uploads)/\(component.text.asFileName)/\(artifact.origin)"
        let taken = try await context.environment.files.copy(
            context.folders.artifacts + "/" + artifact.name, as: path, replacing: true)
        guard taken.digest == artifact.digest else {
            throw FileError.differs(path: path, expected: artifact.digest, found: taken.digest)
        }
        return PackageFile(path: path, digest: artifact.digest)
    }

    /// The packages among a component's artifacts, by name.
    private func packages(
        among artifacts: [Artifact], of component: ComponentID
    ) throws(PythonPackageError) -> [(artifact: Artifact, file: PythonPackageFile)] {
        let found = artifacts.compactMap { artifact in
            PythonPackageFile(fileName: artifact.origin).map { (artifact: artifact, file: $0) }
        }.sorted { $0.artifact.origin.utf8.lexicographicallyPrecedes($1.artifact.origin.utf8) }
        guard !found.isEmpty else { throw .noPackage(component, found: artifacts.map(\.origin)) }
        for (left, right) in zip(found, found.dropFirst()) where left.artifact.origin == right.artifact.origin {
            throw .doubledPackage(left.artifact.origin)
        }
        return found
    }
}
