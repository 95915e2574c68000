package import ReleaseOperations
package import ReleasePorts

/// Wrappers that a program puts around the chosen adapters. The released program has none; test programs do.
package struct Decorations: Sendable {
    package var runner: @Sendable (any CommandRunner) -> any CommandRunner
    package var workspace: @Sendable (Workspace) -> Workspace

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
