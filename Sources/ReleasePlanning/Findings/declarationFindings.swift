import ReleaseModel

/// Programs that `versions.toml` declares and the manifest does not build, or the other way round.
func binaryFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.world.components.compactMap { component in
        guard !component.binaries.isEmpty, let built = facts.binaries[component.id] else { return nil }
        let missing = component.binaries.filter { !built.contains($0) }
        let further = built.filter { !component.binaries.contains($0) }
        guard !missing.isEmpty || !further.isEmpty else { return nil }
        let sentences = [
            missing.isEmpty ? nil : "declares \(missing.joined(separator: ", ")), which its manifest does not build",
            further.isEmpty ? nil : "builds \(further.joined(separator: ", ")), which is not declared",
        ]
        return Finding(
            .binariesDiffer, repository: component.repository, component: component.id,
            message: "\(component.id) \(sentences.compactMap { $0 }.joined(separator: ", and ")).")
    }
}

/// Workflows that check one secret and use another.
func secretFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.secrets.compactMap { one in
        let idle = one.tested.subtracting(one.used).sorted()
        let untested = one.used.subtracting(one.tested).subtracting(["GITHUB_TOKEN"]).sorted()
        guard !idle.isEmpty, !untested.isEmpty else { return nil }
        return Finding(
            .secretNames, place: Place(file: one.file, line: 1, column: 1), repository: one.repository,
            message:
                "\(one.file) tests \(idle.joined(separator: ", ")) and never uses it, and uses \(untested.joined(separator: ", ")) untested."
        )
    }
}

/// Members of the configured chain whose changes reach other components by their requirements.
func scopeFindings(_ facts: WorkspaceFacts) -> [Finding] {
    guard case .chain(let chain) = facts.world.configuration.scope,
        let graph = try? ComponentGraph(of: facts.world)
    else { return [] }
    return chain.compactMap { component in
        guard let configured = try? scope(of: [component], in: graph, mode: .chain(chain)),
            let required = try? scope(of: [component], in: graph, mode: .graph),
            Set(configured) != Set(required)
        else { return nil }
        func listed(_ names: [ComponentID]) -> String {
            let others = names.filter { $0 != component }
            return others.isEmpty ? "nothing else" : others.map(\.text).joined(separator: ", ")
        }
        return Finding(
            .scopeDiffers, component: component,
            message:
                "A change of \(component) reaches \(listed(configured)) by chain under scope, and \(listed(required)) by requirements."
        )
    }
}
