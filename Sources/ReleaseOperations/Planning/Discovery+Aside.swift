package import ReleaseModel
import ReleasePlanning

extension Discovery {
    /// Components that `init` proposes to leave out, each with the folder for whose name it does: sites, examples and
    /// programs for the build, in which nothing says whether they are published, and which no tag names.
    ///
    /// A folder's name proves nothing, so this stands in the file, where it can be taken out again.
    package var aside: [ComponentID: String] {
        var found: [ComponentID: String] = [:]
        for component in world.components where histories[component.id]?.isWithheld != true {
            let hasTag = histories[component.id]?.last != nil || histories[component.id]?.doubts.isEmpty == false
            guard !hasTag, !component.isOnlyRecorded, component.version != nil || component.ecosystem == "go",
                let folder = component.path.split(separator: "/").first(where: {
                    Discovery.folders.contains($0.lowercased())
                })
            else { continue }
            found[component.id] = String(folder)
        }
        // What others are built from belongs to them.
        for edge in world.edges where edge.kind != .dev && edge.kind != .patch && found[edge.from] == nil {
            found[edge.to] = nil
        }
        let others = world.components.filter { found[$0.id] == nil && histories[$0.id]?.isWithheld != true }
        return others.isEmpty ? [:] : found
    }

    private static let folders: Set<String> = [
        "docs", "doc", "documentation", "site", "website", "www", "example", "examples", "sample", "samples", "demo",
        "demos", "build", "_build", "build-logic", "build-tools", "eng", "xtask",
    ]
}
