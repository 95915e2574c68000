import Foundation
import ReleaseCLI
import ReleaseComposition
import ReleaseEngine
import ReleaseOperations

/// `slipway`, which kills itself at one boundary: between two of its acts, or in the middle of one.
///
/// - `SLIPWAY_CRASH_AT`: the boundary's name or number.
/// - `SLIPWAY_CRASH_LIST`: a file that gets a line for each boundary that is crossed: number, space, name.
///
/// Names do not depend on what runs beside what; numbers do, so that a sweep goes by names.
@main
enum SlipwayCrash {
    static func main() async {
        let boundaries = Boundaries(ProcessInfo.processInfo.environment)
        await SlipwayCommand.start(
            .init(runner: { CrashingRunner(inner: $0, boundaries: boundaries) }) { workspace in
                var workspace = workspace
                let (openStore, indexes, forges, images) = (
                    workspace.openStore, workspace.outside.index, workspace.outside.forge, workspace.outside.images
                )
                workspace.openStore = { CrashingStore(inner: try await openStore(), boundaries: boundaries) }
                workspace.sourceControl = CrashingSourceControl(
                    inner: workspace.sourceControl, boundaries: boundaries)
                workspace.files = CrashingFiles(inner: workspace.files, boundaries: boundaries)
                workspace.outside.index = { CrashingIndex(inner: try indexes($0), boundaries: boundaries) }
                workspace.outside.images = { CrashingImages(inner: try images($0), boundaries: boundaries) }
                workspace.outside.forge = { CrashingForge(inner: try forges($0, $1), boundaries: boundaries) }
                return workspace
            })
    }
}
