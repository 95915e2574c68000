import ReleaseModel
import ReleaseText

/// What of a build goes together.
extension ShapeCheck {
    /// The keys that say something of a workflow, and those that say something of a command.
    private static let workflowKeys = [
        "workflow", "fallbacks", "event", "repository", "values", "jobs", "downloads", "start-within", "look-every",
    ]
    private static let commandKeys = ["environment", "secrets", "folder", "clean", "profiles", "variants", "tree"]

    mutating func checkBuild(_ written: Written<WrittenBuild>?, _ owner: String) {
        guard let build = written?.value, let place = written?.place else { return }
        if build.key("run") == nil {
            if build.place == .here {
                report(
                    "config.build-command", place, "The build of \(owner) has no command.",
                    "Add `run: [make]`, or let a workflow build it: `in: workflow`.")
            }
            for key in ShapeCheck.commandKeys.compactMap(build.key) where build.place == .workflow {
                report(
                    "config.build-command", key.place,
                    "`\(key.value)` is for a command, and the build of \(owner) has none: a workflow builds it.",
                    "Remove it, or add `run` for `--build-here`.")
            }
        }
        guard build.place == .workflow else {
            for key in ShapeCheck.workflowKeys.compactMap(build.key) {
                report(
                    "config.build-workflow", key.place,
                    "`\(key.value)` is for a build by a workflow, and \(owner) is built here.", "Add `in: workflow`.")
            }
            return
        }
        checkWorkflow(build, place, owner)
    }

    private mutating func checkWorkflow(_ build: WrittenBuild, _ place: Place, _ owner: String) {
        guard (build.key("workflow") == nil) != (build.event == nil) else {
            return report(
                "config.build-workflow", place,
                build.event == nil
                    ? "The build of \(owner) names neither a workflow nor an event."
                    : "The build of \(owner) names both a workflow and an event.",
                "Name one of `event` and `workflow`.")
        }
        if let fallbacks = build.key("fallbacks"), build.event != nil {
            report(
                "config.build-workflow", fallbacks.place,
                "`fallbacks` are workflows, and the build of \(owner) sends an event.",
                "Remove them, or name a `workflow` instead of the event.")
        }
        if let repository = build.repository, ForgeRepository(repository.value) == nil {
            report(
                "config.build-repository", repository.place,
                "`\(repository.value)` is not the name of a repository at a forge.", "Write OWNER/NAME.")
        }
        for case .workflow(let name) in build.configuration.workflow?.messages ?? [] where name.contains("/") {
            report(
                "config.build-workflow", build.key("workflow")?.place ?? place,
                "`\(name)` is a path, and a workflow is named by its file alone.",
                "Write `\(name.split(separator: "/").last ?? "")`.")
        }
        if let event = build.event, event.value.count > 100 {
            report(
                "config.follow-up-event", event.place,
                "The type of an event has 100 characters at most, and this has \(event.value.count).", "Shorten it.")
        }
        let own = WorkflowBuildWork.Name.allCases.map(\.rawValue)
        for value in build.values where own.contains(value.name.value) {
            report(
                "config.build-values", value.name.place, "`\(value.name.value)` is sent with every build by itself.",
                "Remove it, or give it another name.")
        }
        // What GitHub takes: 25 inputs of a workflow, ten keys of an event.
        let limit = (build.event == nil ? 25 : 10) - own.count
        if build.values.count > limit {
            report(
                "config.build-values", build.values[limit].name.place,
                "A build sends \(own.count) values of its own, so there can be \(limit) more at most, and these are "
                    + "\(build.values.count).", "Leave some out.")
        }
        if build.configuration.artifacts.isEmpty, let workflow = build.configuration.workflow,
            build.key("downloads") != nil, !workflow.downloads.isEmpty
        {
            report(
                "config.build-artifacts", build.key("downloads")?.place ?? place,
                "`downloads` brings files, and `artifacts` does not say which of them belong to the release.",
                "Add `artifacts` with their paths.", severity: .warning)
        }
    }
}
