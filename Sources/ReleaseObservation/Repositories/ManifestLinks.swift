import ReleaseModel

/// Symbolic links among the files that packages are read from: what a link leads to is read, and edited where it lies.
struct ManifestLinks {
    /// What further paths of the repository's files really are.
    let targets: [String: String]
    private let lost: [String]
    private let texts: [String: String]

    init(of repository: ObservedRepository) {
        targets = repository.aliases(of: Array(repository.files.keys)).filter { repository.files[$0.key] == nil }
        texts = repository.links
        lost = repository.lostLinks.sorted()
    }

    func placed(_ one: Diagnostic) -> Diagnostic {
        var one = one
        one.place = placed(one.place)
        return one
    }

    /// A package whose values are where they can be edited. One without a version that a lost link would have is at fault.
    ///
    /// - Parameter own: The files that it was read from.
    func placed(_ package: FoundPackage, of ecosystem: any Ecosystem, reading own: [String: [UInt8]]) -> FoundPackage {
        var package = package
        if !targets.isEmpty {
            package.versionSources = package.versionSources.map(placed)
            package.versionParts = package.versionParts.map(placed)
            package.versionFaults = package.versionFaults.map(placed)
            for index in package.requirements.indices {
                package.requirements[index].place = placed(package.requirements[index].place)
            }
        }
        guard package.versionSources.isEmpty, !lost.isEmpty else { return package }
        let beside = own.filter { RepositoryPath.folder(of: $0.key) == package.path }
        guard let link = ecosystem.companions(of: beside, among: lost).first else { return package }
        package.versionFaults = [
            Diagnostic(
                code: "version-file.lost-link", place: Place(file: link, line: 1, column: 1),
                message:
                    "The version is read from this symbolic link to '\((texts[link] ?? "").prefix(80))', which is not a file of the repository.",
                suggestion: "Let the link lead to a file of the repository, or replace it with one.")
        ]
        return package
    }

    private func placed(_ source: VersionSource) -> VersionSource {
        var source = source
        source.place = placed(source.place)
        return source
    }

    private func placed(_ place: Place) -> Place {
        var place = place
        place.file = targets[place.file] ?? place.file
        return place
    }
}
