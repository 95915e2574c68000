import Foundation
package import ReleaseOperations
package import ReleasePorts

/// What a program puts around the chosen adapters, and the environment that it shows them. The released program adds
/// nothing; test programs do.
package struct Decorations: Sendable {
    package var runner: @Sendable (any CommandRunner) -> any CommandRunner
    package var workspace: @Sendable (Workspace) -> Workspace

    /// Between two writes at a forge.
    package var writeInterval: Duration = .seconds(1)

    /// The variables that the program was started with.
    package var environment = ProcessInfo.processInfo.environment

    /// Of the command that is being run.
    @TaskLocal package static var current = Decorations()

    package init(
        runner: @escaping @Sendable (any CommandRunner) -> any CommandRunner = { $0 },
        workspace: @escaping @Sendable (Workspace) -> Workspace = { $0 }
    ) {
        self.runner = runner
        self.workspace = workspace
    }
}
