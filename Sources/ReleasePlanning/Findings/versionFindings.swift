import ReleaseModel

/// Problems with the current versions in manifests.
func versionFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.world.components.flatMap { component -> [Finding] in
        var found: [Finding] = []
        // What makes planning fail is more than a warning.
        let isWithheld = facts.histories[component.id]?.isWithheld == true
        found += component.versionFaults.map { fault in
            Finding(
                isWithheld ? .warning : .error, code: fault.code, place: fault.place, repository: component.repository,
                component: component.id, message: fault.message, reason: "It can't be released as it is.",
                remedy: fault.suggestion ?? "")
        }
        if !component.versionSources.agree {
            found.append(
                Finding(
                    .sourcesDiffer, place: component.versionSources.first?.place, repository: component.repository,
                    component: component.id, message: "The version sources of \(component.id) disagree.",
                    reason: component.versionSources.map { "\($0.computed ?? $0.value) in \($0.place)" }.joined(
                        separator: ", ")))
        }
        guard let version = component.version, let history = facts.histories[component.id], let last = history.last,
            !component.isOnlyRecorded
        else { return found }
        if version < last.version {
            found.append(
                Finding(
                    .behindTag, place: component.versionSources.first?.place, repository: component.repository,
                    component: component.id,
                    message: "\(component.id) is \(version) in its files, below its last tag \(last.tag.name).",
                    remedy:
                        "Merge the tagged commit into this branch, or write \(last.version) into the manifest and commit it."
                ))
        } else if version > last.version, !version.isDevelopment {
            found.append(
                Finding(
                    .pendingBump, place: component.versionSources.first?.place, repository: component.repository,
                    component: component.id,
                    message: "\(component.id) says \(version), which has no tag; the last one is \(last.tag.name)."))
        }
        return found
    }
}

/// Requirements that the components here do not meet.
func requirementFindings(_ facts: WorkspaceFacts, ecosystems: [any Ecosystem]) -> [Finding] {
    let languages = Dictionary(ecosystems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return unpublishedFindings(facts)
        + facts.world.edges.compactMap { edge in
            guard edge.kind != .patch, edge.kind != .declared, let text = edge.requirement,
                let language = edge.ecosystem.flatMap({ languages[$0] }), let sibling = facts.world.component(edge.to)
            else { return nil }
            let last = facts.histories[edge.to]?.last?.version
            guard let version = sibling.version ?? last else { return nil }
            let needs = "\(edge.from) requires \(edge.to) '\(text)'"
            guard let isAccepted = language.accepts(requirement: text, presentVersion: version) else {
                return Finding(
                    .unreadableRequirement, place: edge.origin, repository: edge.repository, component: edge.from,
                    message: "\(needs), which is not a valid \(language.name) requirement.")
            }
            if isAccepted { return nil }
            // On the way to the next release, what counts is the last one.
            if version.isPrerelease, edge.isByPath != true, let last,
                language.accepts(requirement: text, version: last) == true
            {
                return nil
            }
            var finding = Finding(
                .refusedSibling, place: edge.origin, repository: edge.repository, component: edge.from,
                message: "\(needs), which refuses \(version).")
            if edge.kind == .dev, edge.isByPath != true { finding.severity = .warning }
            if language.isAhead(requirement: text, of: version) {
                finding.message = "\(needs), which is ahead of it: \(edge.to) is \(version)."
                finding.remedy =
                    "Release \(edge.to) as the version that is required, or lower the requirement by hand; neither plan nor update lowers it."
            } else if let next = language.rewritten(requirement: text, toFollow: version) {
                finding.remedy = "Write '\(next)', or let it follow: slipway update"
            } else {
                finding.remedy = "Change it by hand: this requirement can't be rewritten to follow."
            }
            return finding
        }
}

/// Crates that could be published but for a requirement; Cargo takes none that only a path leads to.
private func unpublishedFindings(_ facts: WorkspaceFacts) -> [Finding] {
    facts.world.edges.compactMap { edge in
        guard edge.ecosystem == "cargo", edge.kind.ordersBuilds, edge.kind != .declared,
            let user = facts.world.component(edge.from), user.unpublishedBy == nil,
            let words = facts.world.component(edge.to)?.unpublishedBy
        else { return nil }
        return Finding(
            .unpublishedSibling, place: edge.origin, repository: edge.repository, component: edge.from,
            message: "\(edge.from) requires \(edge.to), which says \(words).")
    }
}

/// Lock files that disagree with the manifests beside them.
func lockFindings(_ facts: WorkspaceFacts, ecosystems: [any Ecosystem]) -> [Finding] {
    let languages = Dictionary(ecosystems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return facts.locked.flatMap { locked -> [Finding] in
        guard let language = languages[locked.ecosystem] else { return [] }
        var siblings: [String: Component] = [:]
        for component in facts.world.components
        where component.versionSources.contains(where: { $0.ecosystem == locked.ecosystem }) {
            siblings[language.normalized(packageName: component.package(in: locked.ecosystem))] = component
        }
        var found: [Finding] = []
        let files = Dictionary(grouping: locked.packages, by: \.place.file)
        for (_, packages) in files.sorted(by: { $0.key < $1.key }) {
            let byName = Dictionary(grouping: packages) { language.normalized(packageName: $0.package) }
            for (name, entries) in byName.sorted(by: { $0.key < $1.key }) {
                guard let sibling = siblings[name] else { continue }
                found += staleEntries(entries, of: sibling, in: locked.repository)
                if Set(entries.map(\.version)).count > 1 {
                    let versions = entries.map { "\($0.version) (line \($0.place.line))" }.joined(separator: " and ")
                    found.append(
                        Finding(
                            .doubledLock, place: entries[0].place, repository: locked.repository,
                            component: sibling.id, message: "The lock has \(sibling.id) as \(versions)."))
                }
            }
        }
        return found
    }
}

private func staleEntries(_ entries: [LockedPackage], of sibling: Component, in repository: RepositoryID) -> [Finding] {
    entries.filter { entry in
        guard entry.isLocal, let version = sibling.version else { return false }
        return Version(entry.version) != version && sibling.repository == repository
    }
    .map { entry in
        Finding(
            .staleLock, place: entry.place, repository: repository, component: sibling.id,
            message:
                "The lock has \(sibling.id) \(entry.version), and its manifest says \(sibling.version?.text ?? "").")
    }
}
