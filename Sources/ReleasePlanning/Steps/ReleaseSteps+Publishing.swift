import ReleaseModel

/// The steps behind the line of a part, which make things public.
extension ReleaseSteps {
    func publication(_ component: PlannedComponent, isFirstOfRepository: Bool) throws -> [PlannedStep] {
        if channel != nil { return channelPublication(component) }
        let settings = world.configuration.settings(of: component.name)
        guard let tag = component.tag, let version = component.nextVersion,
            let repository = repositories[component.repository], let base = repository.head
        else { return [] }
        // A detached head can be planned, not released; starting a run refuses it.
        let branch = repository.branch ?? ""
        var steps: [PlannedStep] = []
        let pushID = StepID.push(component.repository)
        let members = self.members[component.repository] ?? []
        let upstreams = Set(members.flatMap { publishedUpstreams(of: $0.name) })
            .filter { components[$0]?.repository != component.repository }
        // A test release leaves the branch alone: its commit is pushed with its tag.
        let targets = targets(of: component)
        steps += targets.filter(\.isStaged).map { one in
            step(
                .stage(component.name, one.number), component, needs: [lineID(component.name)],
                work: .stage(.init(target: one.target)))
        }
        // Whatever of the repository becomes public, its artifacts can't be lost any more.
        let staged = members.flatMap { member in
            self.targets(of: member).filter(\.isStaged).map { StepID.stage(member.name, $0.number) }
        }
        let offered = purpose == .test ? [lineID(component.name)] + staged + upstreams.map(verifyID) : [pushID]
        if isFirstOfRepository, purpose != .test {
            steps.append(
                PlannedStep(
                    id: pushID, repository: component.repository,
                    needs: [lineID(component.name)] + staged + upstreams.map(verifyID),
                    work: .push(
                        PushWork(branch: branch, base: base, atForge: try delivery(to: repository, of: members)))))
        }
        // Components in lockstep share a tag: the first of them makes it.
        let sharing = members.filter { $0.tag == tag }.map(\.name)
        let tagID = StepID.tag(sharing.first ?? component.name)
        let commits = world.configuration.commits
        let siblings = publishedUpstreams(of: component.name).map(verifyID)
        if sharing.first == component.name {
            let names = sharing.map(\.text).joined(separator: ", ")
            steps.append(
                step(
                    tagID, component, needs: offered + siblings,
                    work: .tag(
                        TagWork(
                            tag: tag, kind: settings.tagKind, message: "Release \(names) \(version)",
                            name: commits.name, mail: commits.mail))))
        }
        var last = sharing.first == component.name ? [tagID] : [tagID] + siblings
        // A staged release is what people see of it: it becomes public when everything else is there.
        let first = targets.filter { !$0.isStaged }.map { StepID.publish(component.name, $0.number) }
        for one in targets {
            let id = StepID.publish(component.name, one.number)
            steps.append(
                step(
                    id, component, needs: [tagID] + (one.isStaged ? first : []),
                    work: .publish(.init(target: one.target))))
            last.append(id)
        }
        let sources = components[component.name]?.carriers ?? []
        steps.append(
            step(
                verifyID(component.name), component, needs: last,
                work: .verify(VerifyWork(tag: tag, version: version, sources: sources))))
        return steps
    }

    /// A build of a channel makes neither a commit on a branch nor a component's tag; what a component requires is published
    /// before it.
    private func channelPublication(_ component: PlannedComponent) -> [PlannedStep] {
        targets(of: component).map { one in
            step(
                .publish(component.name, one.number), component,
                needs: [lineID(component.name)] + publishedUpstreams(of: component.name).flatMap(settled),
                work: .publish(.init(target: one.target)))
        }
    }

    /// How a forge brings the release commit to its branch; nil where git pushes it, or there is none.
    private func delivery(
        to repository: ObservedRepository, of members: [PlannedComponent]
    ) throws -> ForgeDelivery? {
        let delivery = world.configuration.delivery(to: repository.id)
        let people = world.configuration.pullRequest
        guard delivery.way == .pullRequest || delivery.signer == .forge, let edits = edits[repository.id],
            !edits.isEmpty
        else { return nil }
        guard let place = world.configuration.atForge(repository) else {
            throw PlanError.noForge(repository.id, delivery.way == .pullRequest ? "via" : "signed-by")
        }
        let request =
            delivery.way == .pullRequest
            ? deliveryRequest(
                into: repository.branch ?? "", message: messages[repository.id] ?? "",
                of: members.filter { $0.tag != nil }, delivery, people) : nil
        return ForgeDelivery(place, isForgeMade: delivery.signer == .forge, request: request)
    }

    struct Target {
        /// Of the component's publications, from 1.
        var number: Int
        var target: PublicationTarget
        var isStaged: Bool
    }

    /// Where a component is published in this plan.
    func targets(of component: PlannedComponent) -> [Target] {
        guard let tag = component.tag, let version = component.nextVersion,
            let repository = repositories[component.repository]
        else { return [] }
        var release = PublishedRelease(
            component: component.name, version: version, tag: tag,
            repository: world.configuration.atForge(repository),
            isHighest: highest.contains(component.name),
            isMain: component.path == "." || components.values.count { $0.repository == repository.id } == 1,
            mayBeLatest: world.configuration.unifiedRelease?.repository != repository.id,
            previous: component.currentVersion, previousTag: lastTags[component.name],
            usesForgeNotes: world.configuration.settings(of: component.name).changelog.kind == .github,
            date: ReleaseDate(moment).text("%Y-%m-%d"), stamp: CalendarStamp(moment),
            changelogAddress: changelogAddress(of: component, tag: tag))
        release.isOfChannel = channel != nil
        return world.configuration.settings(of: component.name).publish.enumerated().compactMap { index, publish in
            let rules = publications[publish.target.kind]
            guard purpose != .test || publish.takesTests,
                rules?.omission(for: component.name, in: release.repository) == nil
            else { return nil }
            return Target(
                number: index + 1, target: rules?.planned(publish.target, of: release) ?? publish.target,
                isStaged: rules?.isStaged(publish.target) == true)
        }
    }

    /// Where the changelog of a release can be read, at its tag.
    private func changelogAddress(of component: PlannedComponent, tag: TagName) -> String? {
        let changelog = world.configuration.settings(of: component.name).changelog
        guard !changelog.isSkipped,
            let address = repositories[component.repository]?.remoteAddress.flatMap(RepositoryAddress.init)
        else { return nil }
        let folder = component.path == "." || changelog.path.hasPrefix("/") ? "" : component.path + "/"
        return "\(address.text)/blob/\(tag)/\(folder)\(changelog.path.drop { $0 == "/" })"
    }

    /// What has to be published before a component is. A component that is never published waits for nothing.
    private func publishedUpstreams(of component: ComponentID) -> [ComponentID] {
        components[component]?.unpublishedBy == nil ? parts.upstreams[component] ?? [] : []
    }
}
