import ReleaseModel
import ReleaseText

/// What gemspecs and the Gemfile require and `Gemfile.lock` does not repeat. Bundler refuses such a lock when it is frozen.
func unlockedRubyRequirements(in files: [String: [UInt8]]) -> [UnlockedRequirement] {
    let locks = files.filter { RubyEcosystem.isManifest($0.key) && RepositoryPath.name(of: $0.key) == "Gemfile.lock" }
        .map { GemfileLock(file: $0.key, bytes: $0.value) }.filter(\.diagnostics.isEmpty).sorted { $0.file < $1.file }
    guard !locks.isEmpty else { return [] }
    let gemspecs = files.filter { RubyEcosystem.isManifest($0.key) && $0.key.hasSuffix(".gemspec") }
        .map { Gemspec(file: $0.key, bytes: $0.value) }.sorted { $0.file < $1.file }
    return locks.flatMap { lock -> [UnlockedRequirement] in
        let folder = RepositoryPath.folder(of: lock.file)
        var found: [UnlockedRequirement] = []
        for gemspec in gemspecs {
            guard let package = gemspec.package, let at = lock.place(ofGem: package.name, in: gemspec.folder) else {
                continue
            }
            let runtime = package.requirements.filter { $0.kind == .normal }
            found += lock.differences(
                runtime, under: package.name, at: at, isConditional: gemspec.source.isConditional)
        }
        let path = RepositoryPath.joined(folder, "Gemfile")
        guard let bytes = files[path] else { return found }
        let gemfile = Gemfile(file: path, bytes: bytes)
        let start = Place(file: lock.file, line: 1, column: 1)
        return found
            + lock.differences(
                gemfile.requirements, under: nil, at: start, isConditional: gemfile.source.isConditional)
    }
}

extension RubySource {
    /// Whether parts of the file may not count.
    fileprivate var isConditional: Bool {
        tokens.contains { $0.kind == .word && ["if", "unless", "case", "eval_gemfile"].contains($0.text) }
    }
}

extension GemfileLock {
    /// Where the gem of a folder has its version; nil where the lock does not take it from there.
    fileprivate func place(ofGem name: String, in folder: String) -> Place? {
        let places = TextPlaces(file: file, bytes: bytes)
        return lines.first { one in
            if case .gem = one.kind {
                one.section == "PATH" && one.name == name
                    && RepositoryPath.joined(RepositoryPath.folder(of: file), one.remote) == folder
            } else {
                false
            }
        }.map { places.place(at: $0.offset) }
    }

    /// - Parameter gem: Who requires; nil: the Gemfile.
    fileprivate func differences(
        _ requirements: [FoundRequirement], under gem: String?, at place: Place, isConditional: Bool
    ) -> [UnlockedRequirement] {
        let own = lines.filter { line in
            switch line.kind {
            case .root: gem == nil
            case .requirement(let name): line.section == "PATH" && name == gem
            default: false
            }
        }
        let texts = Dictionary(own.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
        let counts = Dictionary(requirements.map { ($0.package, 1) }, uniquingKeysWith: +)
        return requirements.compactMap { one in
            guard let locked = texts[one.package] else {
                return isConditional
                    ? nil
                    : UnlockedRequirement(
                        lock: place, place: one.place, package: one.package, requirement: one.requirement)
            }
            // Bundler writes several requirements on one gem as one.
            guard counts[one.package] == 1, one.path == nil, let requirement = one.requirement,
                let wanted = RubyRequirement(requirement)?.locked, let locked, RubyRequirement(locked)?.locked != wanted
            else { return nil }
            return UnlockedRequirement(
                lock: place, place: one.place, package: one.package, requirement: requirement, locked: locked)
        }
    }
}
