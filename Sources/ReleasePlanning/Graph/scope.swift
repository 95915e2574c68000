package import ReleaseModel

/// What a change of these components reaches: along the graph, or along the configured chain.
///
/// In a chain, a component reaches itself and everything after it; one outside the chain reaches only itself.
package func scope(
    of changed: [ComponentID], in graph: ComponentGraph, mode: ScopeMode
) throws(GraphError) -> [ComponentID] {
    let known = Set(graph.components)
    let unknown = changed.filter { !known.contains($0) }
    guard unknown.isEmpty else { throw .noSuchComponent(unknown.map(\.text), known: graph.components) }
    switch mode {
    case .graph:
        return graph.scope(of: changed)
    case .chain(let chain):
        let first = changed.compactMap(chain.firstIndex(of:)).min() ?? chain.count
        let outside = changed.filter { !chain.contains($0) }.sorted()
        return chain[first...].filter(known.contains) + outside
    }
}
