import ReleaseManifests
import ReleaseModel

/// Lets files that repeat a component's version follow it: `jsr.json`, `tauri.conf.json`, a podspec, a browser
/// extension's manifest. What says another version is left alone, with a warning.
enum CompanionFiles {
    static func addSources(to world: inout ObservedWorkspace) {
        for repository in world.repositories {
            let companions = repository.files.filter { CompanionFile.isNamed($0.key) }.sorted { $0.key < $1.key }
                .compactMap { CompanionFile(file: $0.key, bytes: $0.value) }
            for companion in companions {
                let known = world.components.contains { component in
                    component.repository == repository.id
                        && (component.versionSources + component.versionParts).contains {
                            $0.place.file == companion.file
                        }
                }
                if !known { add(companion, of: repository.id, to: &world) }
            }
        }
    }

    private static func add(_ companion: CompanionFile, of repository: RepositoryID, to world: inout ObservedWorkspace)
    {
        // The nearest first, and before others what is published.
        let around = world.components.indices.filter { index in
            let component = world.components[index]
            return component.repository == repository && !component.isOnlyRecorded && !component.versionSources.isEmpty
                && component.version.map({ $0.release != [0, 0, 0] }) == true
                && (companion.belongs(to: component.path) || !companion.canFollow)
        }.sorted { one, other in
            let (one, other) = (world.components[one], world.components[other])
            let own = (one.unpublishedBy == nil ? 0 : 1, -one.path.count, one.id)
            return own < (other.unpublishedBy == nil ? 0 : 1, -other.path.count, other.id)
        }
        for index in around {
            let same = companion.sources.filter { says($0, world.components[index].version) }
            guard !same.isEmpty else { continue }
            guard companion.canFollow else {
                return world.warnings.append(unfollowed(same[0], by: world.components[index]))
            }
            world.components[index].versionSources += same.filter { $0.part == nil }
            world.components[index].versionParts += same.filter { $0.part != nil }
            return
        }
        guard companion.canFollow, let first = around.first, world.components[first].unpublishedBy == nil,
            let source = companion.sources.first, SpelledVersion(source.value)?.version.release != [0, 0, 0]
        else { return }
        world.warnings.append(behind(source, world.components[first]))
    }

    private static func says(_ source: VersionSource, _ version: Version?) -> Bool {
        guard let version, let said = SpelledVersion(source.value)?.version else { return false }
        return source.part == nil ? said.isSame(as: version) : source.value == VersionPart.core.text(of: version)
    }

    private static func behind(_ source: VersionSource, _ component: Component) -> Diagnostic {
        Diagnostic(
            .warning, code: FindingKind.undeclaredConstant.code, place: source.place,
            message:
                "It says \(source.value), and \(component.id) is \(component.version?.text ?? ""), so no release changes it.",
            suggestion: FindingKind.undeclaredConstant.remedy)
    }

    private static func unfollowed(_ source: VersionSource, by component: Component) -> Diagnostic {
        let file = "/" + source.place.file
        return Diagnostic(
            .warning, code: FindingKind.undeclaredConstant.code, place: source.place,
            message: "It says \(source.value) as \(component.id) does, and no release changes it.",
            suggestion:
                "If it is that version, say so: components: { \(yamlText(component.id.text)): { extra-files: [{ path: \(yamlText(file)), pattern: '\"version\": \"{version}\"' }] } }"
        )
    }
}
