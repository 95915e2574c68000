import Foundation
import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Documentation that another system publishes, and that a release waits for.
struct DocumentationPublication: Publication {
    private static let fields = ["component", "version", "tag"]

    let shape = PublicationShape(
        "documentation",
        "A `documentation` is published by another system; the release waits until it can be read. A `forge-release` of the same "
            + "component becomes public behind it.",
        [
            .init(
                "address", .template(fields), isRequired: true,
                "Of a `documentation`: its address, with `{component}`, `{version}` and `{tag}`: "
                    + "`https://docs.rs/{component}/{version}`."),
            .init(
                "contains", .template(fields),
                "Of a `documentation`: a text that the page must have, with the same fields. Default: every page with a status "
                    + "of 200 to 299 counts."),
            .init(
                "within", .duration, usual: "3600",
                "Of a `documentation`: how long the run waits before the step fails. Default: `1h`."),
        ])

    func name(of target: PublicationTarget) -> String { target["address"] ?? "" }

    func planned(_ target: PublicationTarget, of release: PublishedRelease) -> PublicationTarget {
        let fields = [
            "component": release.component.text, "version": release.version.text, "tag": release.tag.text,
        ]
        var target = target
        target.fields["address"] = target["address"].map { filled($0, fields) }
        target.fields["contains"] = target["contains"].map { filled($0, fields) }
        return target
    }

    func check(
        _ targets: [(component: ComponentID, target: PublicationTarget)], of repository: RepositoryID
    ) throws(PlanError) -> [String] {
        for (component, target) in targets {
            let address = name(of: target)
            guard address.hasPrefix("https://") || address.hasPrefix("http://") else {
                throw .exclusiveTargets(
                    shape.kind, repository, [component],
                    why: "its address '\(address)' begins with neither https:// nor http://",
                    instead: "Write in slipway.yaml: components: { \(yamlText(component.text)): { publish: [{ to: "
                        + "documentation, address: \"https://docs.example.org/{component}/{version}\" }] } }")
            }
        }
        return []
    }

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? { nil }

    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let address = name(of: target)
        let page = try await context.environment.outside.pages.page(address)
        let isWhole = target["contains"].map { page.text.contains($0) } ?? true
        if page.isThere, isWhole { return StepOutcome(note: "can be read at \(address)") }
        let seen = page.isThere ? "it lacks '\(target["contains"] ?? "")'" : "status \(page.status)"
        throw try await context.awaits("the documentation at \(address) (\(seen))", of: target) {
            DocumentationError(address: address, seen: seen, waited: $0)
        }
    }
}

/// Documentation that did not appear in time.
struct DocumentationError: UserFacingError, Equatable {
    var address: String
    /// What was there instead.
    var seen: String
    var waited: Duration

    var code: String { "documentation.missing" }
    var summary: String {
        let time = waited.components.seconds
        return
            "The documentation at \(address) did not appear within \(time < 120 ? "\(time) s" : "\(time / 60) min"): \(seen)."
    }
    var suggestions: [String] {
        ["See why it was not published; then wait for it again: slipway run retry"]
    }
    var retry: RetryAdvice { .never }
}
