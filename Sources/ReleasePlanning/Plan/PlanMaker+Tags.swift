import ReleaseModel

extension PlanMaker {
    /// Names of tags are paths, of which none can be a folder and a file.
    func checkTagPaths(of released: [PlannedComponent]) throws(PlanError) {
        for (id, members) in Dictionary(grouping: released, by: \.repository).sorted(by: { $0.key < $1.key }) {
            var owners: [String: PlannedComponent] = [:]
            var folders: [String: PlannedComponent] = [:]
            for member in members {
                guard let tag = member.tag?.text else { continue }
                owners[tag] = member
                for folder in PlanMaker.folders(of: tag) { folders[folder] = member }
            }
            for other in world.repository(id)?.tags.map(\.name) ?? [] {
                let blocked =
                    folders[other.text]
                    ?? (other.text.utf8.contains(0x2F)
                        ? PlanMaker.folders(of: other.text).lazy.compactMap { owners[$0] }.first : nil)
                if let blocked, let tag = blocked.tag { throw .tagBlocked(blocked.name, tag, by: other) }
            }
        }
    }

    /// `a` and `a/b` of `a/b/c`.
    private static func folders(of path: String) -> [String] {
        path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
    }

    /// Tags that a person might count but this plan does not, a sentence each.
    func tagWarnings(_ decisions: [ComponentID: Cascade.Decision]) -> [String] {
        world.repositories.flatMap { repository -> [String] in
            var warnings = (owners[repository.id]?.doubts ?? []).prefix(3).map { doubt in
                "In \(repository.id) the tag \(doubt.sentence) It does not count\(doubt.owner == nil ? "" : " for \(listed(doubt.others.map(\.text)))") until you say whose it is: \(doubt.entry)"
            }
            let orphans = owners[repository.id]?.orphans ?? []
            let first = (owners[repository.id]?.components ?? []).filter { component in
                decisions[component.id]?.next != nil && histories[component.id]?.last == nil
            }
            if let newest = orphans.first, !first.isEmpty {
                let more = orphans.count > 1 ? " and \(orphans.count - 1) more" : ""
                warnings.append(
                    "The tag \(newest)\(more) of \(repository.id) fits no component's version in its tree, so \(first.map(\.id.text).joined(separator: ", ")) counts as never released. If it is a release of one, say so: \(tagEntry(for: first.first?.id ?? "NAME", owning: newest))"
                )
            }
            for component in owners[repository.id]?.components ?? [] {
                guard let history = histories[component.id], let tag = history.foreign.last else { continue }
                let more = history.foreign.count > 1 ? " and \(history.foreign.count - 1) more" : ""
                let after = history.last.map { " after \($0.tag.name)" } ?? ""
                warnings.append(
                    "The tag \(tag)\(more) of \(repository.id) does not have the version of \(component.id) in its tree and does not continue its numbering\(after), so it does not count as a release. Leave it out for good: components: { \(yamlText(component.id.text)): { ignore-tags: [\(yamlText(tag.text))] } }; or, if it is a release, say so: components: { \(yamlText(component.id.text)): { tag: \(yamlText(history.template.text)) } }"
                )
            }
            let differences = repository.differingSources.sorted { $0.key < $1.key }.flatMap {
                component, sources -> [TagDifference] in
                guard let last = histories[component]?.last, histories[component]?.isWithheld != true else { return [] }
                return differingSources(sources, from: last.version).map {
                    TagDifference(
                        repository: repository.id, component: component, tag: last.tag.name, source: $0)
                }
            }
            warnings += TagDifference.joined(differences).map {
                "\($0.sentence) \($0.consequence) [tag.version-differs]"
            }
            for (component, tags) in repository.abandonedTags.sorted(by: { $0.key < $1.key }) {
                guard let last = histories[component]?.last, let tag = tags.max() else { continue }
                warnings.append(
                    "\(tag) is above \(last.tag.name), which \(component) released later, so it does not count. Leave it out for good: components: { \(yamlText(component.text)): { ignore-tags: [\(yamlText(tag.text))] } }"
                )
            }
            return warnings
        }
    }

    /// Refuses to go on from an older release where the newest one is in the history of no branch: what would count as new is
    /// not, and only a person knows what happened.
    func checkBranches(_ decisions: [ComponentID: Cascade.Decision]) throws(PlanError) {
        guard request.purpose == nil, request.upstreamTag == nil, request.unfinished == nil else { return }
        for component in world.components where decisions[component.id]?.next != nil {
            guard let repository = world.repository(component.repository), let history = histories[component.id],
                let orphan = history.releases.last(where: { repository.orphanedTags.contains($0.tag.name) }),
                (request.versions[component.id] ?? request.version).map({ $0 > orphan.version }) != true
            else { continue }
            throw .rewritten(
                component.id, orphan.tag.name, orphan.version, nearest: history.last?.tag.name,
                commits: repository.commits[component.id]?.count ?? 0, branch: repository.branch,
                folder: repository.folder)
        }
    }

    /// Releases that lie beside the branch and are above the planned ones, a sentence for each component. They may be of
    /// another line, or have come here with a squash merge. The release of a public tag is where it is, whatever came later.
    func higherReleasesElsewhere(_ decisions: [ComponentID: Cascade.Decision]) -> [String] {
        world.components.compactMap { component in
            guard let next = decisions[component.id]?.next, let history = histories[component.id],
                history.line == nil, request.purpose != .test, request.tag == nil, history.last != nil,
                let higher = history.releases.last(where: {
                    !$0.tag.isReachable && !$0.version.isPrerelease && $0.version > next
                }), let repository = world.repository(component.repository), let branch = repository.branch
            else { return nil }
            return
                "\(higher.tag.name) of \(component.id) is above \(next) and is not in the history of \(branch). If \(branch) releases an older line, write in slipway.yaml: components: { \(yamlText(component.id.text)): { release-line: \(next.major).x } }. If \(higher.tag.name) belongs to \(branch), merge its tag without changing files: \(gitCommand("merge -s ours \(higher.tag.name)", in: repository.folder))"
        }
    }

    /// Commits that change no file and call for a release, where several components could be meant, a sentence each.
    func commitsWithoutFiles() -> [String] {
        let rules = MessageRules(world.configuration.compatibility)
        let inhabited = Set(world.components.lazy.filter { !$0.isOnlyRecorded }.map(\.repository))
        return world.repositories.filter { inhabited.contains($0.id) }.flatMap { repository -> [String] in
            let owned = Set((repository.commits.values.joined()).map(\.id))
            return repository.history.filter { commit in
                commit.paths.isEmpty && commit.parents.count < 2 && !owned.contains(commit.id)
            }.compactMap { commit in
                let read = CommitReading(commit, rules: rules)
                let calls = read.commits.contains { !$0.releaseAs.isEmpty || $0.call(sections: .strict) > .none }
                guard calls else { return nil }
                let asks = read.commits.flatMap(\.releaseAs).first.map { " (Release-As: \($0))" } ?? ""
                return
                    "\(commit.id.short) '\(commit.subject)'\(asks) changes no file, so it belongs to no component. Let a commit that changes one say it, or choose the version: slipway release --set-version NAME=X.Y.Z"
            }
        }
    }

    /// Commits whose text has lines that look like entries and do not count, as that of a squash may, a sentence each.
    func uncountedLines() -> [String] {
        var seen: Set<CommitID> = []
        let found = graph.order.flatMap { commits[$0] ?? [] }.compactMap { read -> String? in
            let commit = read.commit
            guard commit.parents.count < 2, !read.isReverted, !read.reading.isOverridden,
                seen.insert(commit.id).inserted,
                let end = commit.message.firstIndex(of: "\n")
            else { return nil }
            let lines = uncountedEntries(in: String(commit.message[end...]), counted: read.reading.commits)
            guard !lines.isEmpty else { return nil }
            let shown = lines.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
            return
                "\(commit.id.short) '\(commit.subject)' lists \(shown)\(lines.count > 3 ? " and \(lines.count - 3) more" : ""), "
                + "which do not count. To count such a line, put it between BEGIN_NESTED_COMMIT and END_NESTED_COMMIT in the "
                + "text of its pull request."
        }
        return Array(found.prefix(5))
            + (found.count > 5
                ? ["\(found.count - 5) more commits list lines that look like entries and do not count."] : [])
    }
}
