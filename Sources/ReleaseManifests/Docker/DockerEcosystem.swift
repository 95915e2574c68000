package import ReleaseModel
package import ReleaseText

/// Container images: a `Dockerfile` with its labels, the images it builds on and the packages it installs.
///
/// A Dockerfile names no package: it belongs to the component in whose folder it lies. Only one that says a version
/// itself, by the label `org.opencontainers.image.version`, makes a component of its own.
package struct DockerEcosystem: Ecosystem, ValueEditor {
    package let name = EcosystemName.docker
    private static let versionLabel = "org.opencontainers.image.version"
    private static let titleLabel = "org.opencontainers.image.title"

    package init() {}

    package func isManifest(path: String) -> Bool {
        let name = RepositoryPath.name(of: path)
        let isDockerfile =
            name == "Dockerfile" || name == "Containerfile" || name.hasPrefix("Dockerfile.")
            || name.hasSuffix(".Dockerfile") || name.hasSuffix(".dockerfile")
        return isDockerfile && name != "Dockerfile.dockerignore" && !liesInSkippedFolder(path: path)
    }

    package func read(_ files: [String: [UInt8]]) -> ManifestReading {
        var reading = ManifestReading()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) where isManifest(path: path) {
            let reader = DockerfileReader(Dockerfile(file: path, bytes: bytes))
            if let package = reader.package { reading.packages.append(package) }
        }
        markSamples(&reading.packages) { _ in false }
        reading.packages.sort { ($0.path, $0.manifest.file) < ($1.path, $1.manifest.file) }
        return reading
    }

    package func accepts(requirement: String, version: Version) -> Bool? { ImageTag(requirement)?.accepts(version) }

    package func rewritten(requirement: String, toFollow version: Version) -> String? {
        ImageTag(requirement)?.following(version)
    }

    package func lockEdits(
        files: [String: [UInt8]], changes: [PackageVersionChange]
    ) throws(EditError) -> [FileEdit] { [] }

    package func form(of file: String) -> ValueForm {
        .scanned { Dockerfile(file: file, bytes: $0).scanned() }
    }

    /// Images are known by the last part of their name, whatever registry and owner they are pushed to.
    package func normalized(packageName: String) -> String { String(packageName.split(separator: "/").last ?? "") }

    /// What one Dockerfile says of its component.
    private struct DockerfileReader {
        private let dockerfile: Dockerfile
        private let values: ScannedFile
        private let places: TextPlaces
        private(set) var package: FoundPackage?

        init(_ dockerfile: Dockerfile) {
            self.dockerfile = dockerfile
            values = dockerfile.scanned()
            places = TextPlaces(file: dockerfile.file, bytes: dockerfile.bytes)
            let requirements = requirements()
            let source = label(DockerEcosystem.versionLabel).flatMap(resolved)
                .flatMap { Version($0.text) == nil ? nil : $0 }
            guard source != nil || !requirements.isEmpty else { return }
            let folder = RepositoryPath.folder(of: dockerfile.file)
            var name = ""
            if source != nil {
                name = label(DockerEcosystem.titleLabel)?.text ?? ""
                if name.isEmpty || name.contains("$") {
                    name = folder == "." ? "" : String(RepositoryPath.name(of: folder))
                }
            }
            package = FoundPackage(
                ecosystem: .docker, name: name, path: folder, manifest: places.place(at: 0),
                versionSources: source.map { value in
                    [
                        VersionSource(
                            ecosystem: .docker, place: places.place(at: value.range.lowerBound), key: value.key,
                            value: value.text)
                    ]
                } ?? [],
                requirements: requirements)
        }

        private func label(_ name: String) -> ScannedValue? { values.value(ValuePath(keys: "LABEL", name).description) }

        /// The value itself, or that of the `ARG` that it is a variable for.
        private func resolved(_ value: ScannedValue) -> ScannedValue? {
            guard value.text.contains("$") else { return value }
            guard let name = Dockerfile.variable(value.text) else { return nil }
            let range = dockerfile.argument(name, seenAt: value.range.lowerBound)?.range
            return values.values.first { $0.range == range }
        }

        private func requirements() -> [FoundRequirement] {
            var found: [FoundRequirement] = []
            var stages: Set<String> = []
            var number = 0
            for (index, instruction) in dockerfile.instructions.enumerated() {
                switch instruction.name {
                case "FROM":
                    if let one = baseImage(instruction, number: number, stages: stages) { found.append(one) }
                    number += 1
                    if let at = instruction.words.firstIndex(where: { $0.text.lowercased() == "as" }),
                        at + 1 < instruction.words.count
                    {
                        stages.insert(instruction.words[at + 1].text)
                    }
                case "RUN":
                    found += copiedImages(instruction, number: index, stages: stages)
                    found += InstalledPackage.found(in: instruction).map { installed($0, in: index) }
                case "COPY", "ADD":
                    found += copiedImages(instruction, number: index, stages: stages)
                    found += copied(instruction)
                default: break
                }
            }
            return found
        }

        private func baseImage(
            _ instruction: Dockerfile.Instruction, number: Int, stages: Set<String>
        ) -> FoundRequirement? {
            guard let word = Dockerfile.reference(of: instruction) else { return nil }
            guard let image = Dockerfile.image(of: instruction) else {
                return imageOfArgument(word, digest: values.value("FROM[\(number)].digest"))
            }
            guard !stages.contains(image.repository), let name = named(image.repository, at: word) else { return nil }
            return requirement(on: name, word, key: "FROM[\(number)]")
        }

        /// Images whose files are copied in; those of stages by name or number have no tag.
        private func copiedImages(
            _ instruction: Dockerfile.Instruction, number: Int, stages: Set<String>
        ) -> [FoundRequirement] {
            Dockerfile.images(copiedBy: instruction).enumerated().compactMap { index, word in
                guard let parts = Dockerfile.parts(of: word), parts.tag != nil, !stages.contains(parts.repository),
                    let name = named(parts.repository, at: word)
                else { return nil }
                let field = index == 0 ? "from" : "from\(index + 1)"
                return requirement(on: name, word, key: "\(instruction.name)[\(number)].\(field)")
            }
        }

        /// A repository in which variables may stand, with what their `ARG`s say; nil where its last part stays unknown.
        private func named(_ repository: String, at word: Dockerfile.Word) -> String? {
            let slash = repository.lastIndex(of: "/")
            let last = String(slash.map { repository[repository.index(after: $0)...] } ?? repository[...])
            guard last.contains("$") else { return ImageReference(last) == nil ? nil : repository }
            guard let variable = Dockerfile.variable(last), !last.hasPrefix("v"),
                let argument = dockerfile.argument(variable, seenAt: word.range.lowerBound),
                let image = ImageReference(argument.text), image.tag == nil
            else { return nil }
            return (slash.map { repository[...$0] } ?? "") + image.repository
        }

        /// A requirement on an image whose tag and digest have this key, or stand in an `ARG`.
        private func requirement(on name: String, _ word: Dockerfile.Word, key: String) -> FoundRequirement {
            var value = values.value(key + ".tag").flatMap { $0.text.contains("$") ? nil : $0 }
            var digest = values.value(key + ".digest").map { resolved($0) ?? $0 }
            if value == nil, let tag = Dockerfile.parts(of: word)?.tag, let name = Dockerfile.variable(tag.text) {
                let key = ValuePath(keys: "ARG", name)
                value = values.value(key.description) ?? values.value(key.appending("tag").description)
                digest = digest ?? values.value(key.appending("digest").description)
            }
            // A tag like `latest` names no version: nothing to compare, nothing to edit.
            if let text = value?.text, ImageTag(text) == nil { value = nil }
            var found = FoundRequirement(
                package: name, kind: .build, requirement: value?.text,
                place: places.place(at: value?.range.lowerBound ?? word.range.lowerBound), key: value?.key)
            if value != nil, let digest {
                found.pin = DigestPin(
                    place: places.place(at: digest.range.lowerBound), key: digest.key, value: digest.text)
            }
            return found
        }

        /// `FROM ${BASE}`, where `ARG BASE=ghcr.io/x/base:1.0.0` names the image; perhaps with a digest behind it.
        private func imageOfArgument(_ word: Dockerfile.Word, digest: ScannedValue?) -> FoundRequirement? {
            guard let name = Dockerfile.variable(String(word.text.prefix { $0 != "@" })),
                let argument = dockerfile.argument(name, seenAt: word.range.lowerBound),
                let image = Dockerfile.parts(ofImage: argument), let tag = image.tag, ImageTag(tag.text) != nil,
                let key = values.values.first(where: { $0.range == tag.range })?.key
            else { return nil }
            var found = FoundRequirement(
                package: image.repository, kind: .build, requirement: tag.text,
                place: places.place(at: tag.range.lowerBound), key: key)
            let pinned = digest.map { resolved($0) ?? $0 } ?? values.values.first { $0.range == image.digest?.range }
            if let digest = pinned {
                found.pin = DigestPin(
                    place: places.place(at: digest.range.lowerBound), key: digest.key, value: digest.text)
            }
            return found
        }

        private func installed(_ one: InstalledPackage, in index: Int) -> FoundRequirement {
            FoundRequirement(
                package: one.name, in: one.ecosystem, kind: .build, requirement: one.version.text,
                place: places.place(at: one.version.range.lowerBound),
                key: values.values.first { $0.range == one.version.range }?.key)
        }

        /// Folders that are copied in, as seen from the Dockerfile's folder and from the repository's root: either may
        /// be the build's context.
        private func copied(_ instruction: Dockerfile.Instruction) -> [FoundRequirement] {
            guard !instruction.words.contains(where: { $0.text.hasPrefix("--from") }) else { return [] }
            let own = RepositoryPath.folder(of: dockerfile.file)
            return instruction.words.dropLast().filter { !$0.text.hasPrefix("-") && !$0.text.contains("$") }
                .flatMap { word -> [FoundRequirement] in
                    let folders = Set([RepositoryPath.joined(own, word.text), RepositoryPath.joined(".", word.text)])
                    return folders.subtracting([own, "."]).sorted().map { folder in
                        FoundRequirement(
                            package: "", kind: .build, requirement: nil, path: folder,
                            place: places.place(at: word.range.lowerBound), key: nil)
                    }
                }
        }
    }
}
