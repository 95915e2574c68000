import ReleaseModel

/// Why a workflow does not build something, or its build is not taken.
enum WorkflowBuildError: UserFacingError, Equatable {
    case noListener([WorkflowMessage], ForgeRepository, branch: String, [String])
    case severalListeners(WorkflowMessage, ForgeRepository, [String])
    /// It was accepted, and no run says that it is its run.
    case notFound(ForgeRepository, String)
    /// No runner took it.
    case notStarted(String, seconds: Int, labels: [String])
    case timedOut(String, seconds: Int)
    /// The forge did not answer for longer than the build may take.
    case silent(String, String)
    /// Cancelled before it began.
    ///
    /// - Parameter isLast: Whether that has happened too often to try again.
    case displaced(String, isLast: Bool)
    case failed(StepID, String, end: String, jobs: [String], log: [String])
    case noArtifact(String, String, found: [String])
    case expired(String, String)
    /// Nothing says which commit was built.
    case unproven(String, String, CommitID)
    case otherCommit(String, built: String, CommitID)
    /// A file would take the place of one of the sources.
    case overwrites(String, String)
    /// Two artifacts have one file.
    case repeated(String, String)

    static let displacedCode = WorkflowBuildError.displaced("", isLast: false).code

    var code: String {
        switch self {
        case .noListener: "build.no-listener"
        case .severalListeners: "build.several-listeners"
        case .notFound: "build.run-not-found"
        case .notStarted: "build.not-started"
        case .timedOut: "build.timed-out"
        case .silent: "build.no-answer"
        case .displaced: "build.displaced"
        case .failed: "build.failed"
        case .noArtifact: "build.no-artifact"
        case .expired: "build.artifact-expired"
        case .unproven: "build.unproven-commit"
        case .otherCommit: "build.other-commit"
        case .overwrites: "build.overwrites-source"
        case .repeated: "build.repeated-file"
        }
    }

    var summary: String {
        switch self {
        case .noListener(let messages, let repository, let branch, _):
            "No workflow on \(branch) of \(repository) can be started by \(messages.map(\.description).joined(separator: " or "))."
        case .severalListeners(let message, let repository, let paths):
            "\(message) would start several workflows of \(repository): \(paths.joined(separator: ", "))."
        case .notFound(let repository, let correlation):
            "\(repository) took the start, and no run there has '\(correlation)' in its title."
        case .notStarted(let address, let seconds, _):
            "No runner took \(address) within \(span(seconds)), so it was cancelled."
        case .timedOut(let address, let seconds):
            "\(address) took longer than \(span(seconds)), so it was cancelled."
        case .silent(let what, _): "The forge has not said for too long how \(what) ended."
        case .displaced(let address, _): "\(address) was cancelled before it began: another run took its place."
        case .failed(let step, let address, let end, _, _):
            "\(step) failed: \(address) ended as '\(end.isEmpty ? "unknown" : end)'."
        case .noArtifact(let address, let name, _): "\(address) uploaded no artifact '\(name)'."
        case .expired(let address, let name): "The artifact '\(name)' of \(address) has expired."
        case .unproven(let address, let name, let commit):
            "The artifact '\(name)' of \(address) does not show that it was built from \(commit.short)."
        case .otherCommit(let address, let built, let commit):
            "\(address) built \(built.prefix(40)) instead of \(commit.short)."
        case .overwrites(let address, let path):
            "An artifact of \(address) holds '\(path)', which would replace something that it did not make."
        case .repeated(let address, let path): "Two artifacts of \(address) hold '\(path)'."
        }
    }

    var reasons: [String] {
        switch self {
        case .noListener(_, _, _, let reasons):
            reasons.isEmpty ? ["That branch has no such workflow."] : reasons
        case .notStarted(_, _, let labels):
            labels.isEmpty ? [] : ["Its jobs ask for a runner with \(labels.joined(separator: ", "))."]
        case .silent(_, let reason): [reason]
        case .failed(_, _, _, let jobs, let log): jobs + log
        case .noArtifact(_, _, let found):
            ["It uploaded: " + (found.isEmpty ? "nothing" : found.joined(separator: ", "))]
        case .unproven(_, _, let commit):
            ["The run is not at \(commit), and the artifact has no \(WorkflowBuildWork.proofFile)."]
        case .otherCommit(_, _, let commit): ["The release is of \(commit)."]
        case .severalListeners, .notFound, .timedOut, .displaced, .expired, .overwrites, .repeated: []
        }
    }

    var suggestions: [String] {
        let again = "then: slipway run retry"
        return switch self {
        case .noListener:
            [
                "Give a workflow of the default branch the trigger, the inputs "
                    + WorkflowBuildWork.Name.needed.map(\.rawValue).joined(separator: " and ")
                    + ", those of values, and a run-name with correlation_id.",
                "See an example: docs/guides/build-in-workflows.md",
            ]
        case .severalListeners: ["Let only one of them listen for it, or start it by its file name."]
        case .notFound:
            ["See whether it started. If the workflow was changed meanwhile, give it its run-name back; \(again)"]
        case .notStarted: ["Start a runner that has these labels, or change runs-on; \(again)"]
        case .timedOut: ["See why in its log. If it needs the time, set timeout under build in slipway.yaml; \(again)"]
        case .silent: ["When the forge answers again: slipway run retry"]
        case .displaced: ["Give release builds a concurrency group of their own."]
        case .failed(_, let address, _, _, _):
            [
                "Read the log: \(address)", "Run it again there, \(again)",
                "Or fix it, commit and push, \(again)",
            ]
        case .noArtifact:
            ["Let the workflow upload it, or change downloads under build in slipway.yaml; \(again)"]
        case .expired: ["Run it again at the forge, \(again)"]
        case .unproven, .otherCommit:
            [
                "Let the workflow check out the input sha, and upload what it built with its commit: "
                    + "git rev-parse HEAD > \(WorkflowBuildWork.proofFile)",
                "Then run it again at the forge, and: slipway run retry",
            ]
        case .overwrites, .repeated:
            ["Upload only what was built, or say where it belongs: downloads: [{ name: NAME, into: FOLDER }]"]
        }
    }

    var exitCode: ExitCode {
        switch self {
        case .noListener, .severalListeners: .configuration
        default: .failed
        }
    }

    var retry: RetryAdvice { if case .displaced(_, isLast: false) = self { .later } else { .never } }
}

/// For people: `90 seconds`, `30 minutes`.
private func span(_ seconds: Int) -> String {
    seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second")
}
