package import ReleaseOperations
package import ReleasePorts

/// What an executable puts around the adapters that the program chooses. The program itself puts nothing there; tests do.
package struct Composition: Sendable {
    package var runner: @Sendable (any CommandRunner) -> any CommandRunner
    package var workspace: @Sendable (Workspace) -> Workspace

    /// Of the command that is being run.
    @TaskLocal static var current = Composition()

    package init(
        runner: @escaping @Sendable (any CommandRunner) -> any CommandRunner = { $0 },
        workspace: @escaping @Sendable (Workspace) -> Workspace = { $0 }
    ) {
        self.runner = runner
        self.workspace = workspace
    }
}
