import ReleaseModel
import ReleasePorts

/// Publishes a component's packages to an index, each under the name that its build gave it.
struct IndexPublication {
    let index: any PackageIndex
    /// For people.
    let address: String
    let component: ComponentID

    func publish(_ artifacts: [Artifact], _ context: StepContext) async throws -> StepOutcome {
        let packages = try packages(among: artifacts, of: component)
        var isAllThere = true
        for (artifact, file) in packages {
            let wasThere = try await ensured("\(artifact.origin) in \(address)", context) {
                try await presence(of: artifact, in: file.package)
            } act: {
                try await index.upload(try await laidOut(artifact, context))
            }
            isAllThere = isAllThere && wasThere
        }
        let count = packages.count == 1 ? "1 file" : "\(packages.count) files"
        return StepOutcome(note: "\(count) to \(address)", wasAlreadyThere: isAllThere)
    }

    /// A file with one of these names and different content.
    func conflict(with artifacts: [Artifact]) async throws -> (any UserFacingError)? {
        for (artifact, file) in try packages(among: artifacts, of: component) {
            if case .different(let conflict) = try await presence(of: artifact, in: file.package) {
                return conflict as? any UserFacingError
            }
        }
        return nil
    }

    private func presence(of artifact: Artifact, in package: String) async throws -> Presence {
        guard let found = try await index.digests(of: [artifact.origin], in: package)[artifact.origin] else {
            return .absent
        }
        guard found == artifact.digest else {
            return .different(
                PackageIndexError.differs(
                    name: artifact.origin, index: address, expected: artifact.digest, found: found))
        }
        return .same
    }

    /// The set's file under the name that the index is to have.
    private func laidOut(_ artifact: Artifact, _ context: StepContext) async throws -> PackageFile {
        let path = "\(context.folders.uploads)/\(component.text.asFileName)/\(artifact.origin)"
        let taken = try await context.environment.files.take(
            context.folders.artifacts + "/" + artifact.name, as: path, replacing: true)
        guard taken.digest == artifact.digest else {
            throw FileError.differs(path: path, expected: artifact.digest, found: taken.digest)
        }
        return PackageFile(path: path, digest: artifact.digest)
    }
}

/// The wheels and source distributions among a component's artifacts, by name.
///
/// - Throws: ``ArtifactError/noPackage(_:found:)`` where there is none, ``ArtifactError/doubledPackage(_:)`` where two
///   would have one name.
func packages(
    among artifacts: [Artifact], of component: ComponentID
) throws(ArtifactError) -> [(artifact: Artifact, file: PythonPackageFile)] {
    let found = artifacts.compactMap { artifact in
        PythonPackageFile(fileName: artifact.origin).map { (artifact: artifact, file: $0) }
    }.sorted { $0.artifact.origin.utf8.lexicographicallyPrecedes($1.artifact.origin.utf8) }
    guard !found.isEmpty else { throw .noPackage(component, found: artifacts.map(\.origin)) }
    for (left, right) in zip(found, found.dropFirst()) where left.artifact.origin == right.artifact.origin {
        throw .doubledPackage(left.artifact.origin)
    }
    return found
}
