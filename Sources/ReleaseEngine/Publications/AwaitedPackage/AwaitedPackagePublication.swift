import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// A package that something else publishes, and that what depends on it waits for: until exactly this version can be
/// resolved.
struct AwaitedPackagePublication: Publication {
    private static let fields = ["component", "version", "tag"]

    let shape = PublicationShape(
        "awaited-package",
        "An `awaited-package` is published by something else, such as a workflow that the tag starts; the release waits until "
            + "its registry has exactly this version, and what depends on it with `order: published` waits with it.",
        [
            .init(
                "registry", .choice(PackageRegistry.allCases.map(\.rawValue)), isRequired: true,
                "Of an `awaited-package`: `crates` for a sparse index, `python` for a simple index, `npm`."),
            .init(
                "index", .address, isRequired: true,
                "Of an `awaited-package`: the address that package managers resolve from, such as "
                    + "`https://index.example.org/`. It is asked without credentials."),
            .init(
                "package", .template(fields), usual: "{component}",
                "Of an `awaited-package`: its name there. Default: `{component}`."),
            .init(
                "within", .duration, usual: "3600",
                "Of an `awaited-package`: how long the run waits before the step fails. Default: `1h`."),
        ])

    func name(of target: PublicationTarget) -> String { target["index"] ?? "" }

    func planned(_ target: PublicationTarget, of release: PublishedRelease) -> PublicationTarget {
        var target = target
        target.fields["package"] = target["package"].map {
            filled(
                $0,
                [
                    "component": release.component.text, "version": release.version.text, "tag": release.tag.text,
                ])
        }
        target.fields["version"] = release.version.text
        return target
    }

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? { nil }

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        guard let registry = target["registry"].flatMap(PackageRegistry.init(rawValue:)),
            let version = target["version"].flatMap({ Version($0) })
        else { throw PublicationError.unknownKind(target.kind) }
        let package = target["package"] ?? component.text
        let index = name(of: target)
        let what = "\(package) \(version) in \(index)"
        if try await context.environment.outside.versions.has(package, version, in: registry, at: index) {
            return StepOutcome(note: "can be resolved: \(what)")
        }
        throw try await context.awaits(what, of: target) {
            AwaitedPackageError(package: package, version: version, index: index, waited: $0)
        }
    }
}

/// A version that did not appear in its registry in time.
struct AwaitedPackageError: UserFacingError, Equatable {
    var package: String
    var version: Version
    var index: String
    var waited: Duration

    var code: String { "package.missing" }
    var summary: String {
        let time = waited.components.seconds
        return
            "\(package) \(version) did not appear in \(index) within \(time < 120 ? "\(time) s" : "\(time / 60) min")."
    }
    var suggestions: [String] { ["See why it was not published; then wait for it again: slipway run retry"] }
    var retry: RetryAdvice { .never }
}
