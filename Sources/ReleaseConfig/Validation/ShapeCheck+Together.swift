import ReleaseModel

/// What no value shows alone.
extension ShapeCheck {
    mutating func checkTogether(_ written: WrittenConfiguration) {
        checkShorthands(written)
        checkGates(written.defaults, "`defaults`")
        checkCalendar(written.defaults.versioning?.value, inherited: nil)
        checkPublications(written.defaults.publish?.value ?? [])
        checkBuild(written.defaults.build, "`defaults`")
        for (name, component) in written.components {
            checkGates(component, "`\(name.value)`")
            checkPublications(component.publish?.value ?? [])
            checkBuild(component.build, "`\(name.value)`")
            checkCalendar(component.versioning?.value, inherited: written.defaults.versioning?.value)
            for one in component.requires?.value ?? [] where one.value == name.value {
                report("config.self-reference", one.place, "`\(name.value)` can't require itself.", "Remove it.")
            }
        }
        checkEdges(written.edges)
        for group in written.groups {
            checkRepeated(group.members, "the group `\(group.name.value)`", severity: .warning)
        }
        checkRepeated(written.chain?.value ?? [], "the chain", severity: .error)
        checkCommits(written)
        checkDeliveries(written)
        checkApprovals(written)
        checkUnifiedRelease(written.unifiedReleaseKeys)
        for one in written.followUps { checkFollowUp(one) }
        for one in written.triggers { checkTrigger(one, channels: written.channels.map(\.name.value)) }
        checkChannels(written.channels)
    }

    /// What GitHub refuses of a dispatch: [repository events](https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event)
    /// have ten keys and types of 100 characters, workflows 25 inputs.
    private mutating func checkFollowUp(_ one: WrittenFollowUp) {
        if ForgeRepository(one.repository.value) == nil {
            report(
                "config.follow-up-repository", one.repository.place,
                "`\(one.repository.value)` is not the name of a repository at a forge.", "Write OWNER/NAME.")
        }
        guard (one.event == nil) != (one.workflow == nil) else {
            return report(
                "config.follow-up-message", (one.workflow ?? one.repository).place,
                "A follow-up sends an event or starts a workflow.", "Name one of `event` and `workflow`.")
        }
        if let event = one.event, event.value.count > 100 {
            report(
                "config.follow-up-event", event.place,
                "The type of an event has 100 characters at most, and this has \(event.value.count).", "Shorten it.")
        }
        let limit = one.event == nil ? 25 : 10
        guard one.values.count > limit else { return }
        report(
            "config.follow-up-values", one.values[limit].name.place,
            one.event == nil
                ? "A workflow takes \(limit) inputs at most, and these are \(one.values.count)."
                : "The payload of an event has \(limit) keys at most, and this has \(one.values.count).",
            "Leave some out.")
    }

    /// What a rolling tag excludes.
    mutating func checkUnifiedRelease(_ keys: [Written<String>]) {
        guard keys.contains(where: { $0.value == "rolling" }) else { return }
        for key in keys where ["tag", "draft", "latest"].contains(key.value) {
            report(
                "config.rolling-release", key.place,
                "A rolling release is published as soon as it is complete, under its own tag, and is never the latest: "
                    + "`\(key.value)` says nothing of it.", "Remove it, or remove `rolling`.")
        }
    }

    /// An unreachable quorum would block every release forever.
    private mutating func checkApprovals(_ written: WrittenConfiguration) {
        var lines: [String: Int] = [:]
        for approval in written.approvals {
            if let line = lines.updateValue(approval.name.place.line, forKey: approval.name.value) {
                report(
                    "config.duplicate-approval", approval.name.place,
                    "There is an approval named `\(approval.name.value)` in line \(line) already.",
                    "Give one of them another name.")
            }
            let roles = Set(approval.roles.map(\.value))
            let able = written.people.filter { !roles.isDisjoint(with: $0.roles) }.map(\.name.value)
            let quorum = approval.quorum?.value ?? 1
            guard Set(able).count < quorum else { continue }
            let needed = quorum == 1 ? "1 person" : "\(quorum) people"
            report(
                "config.unreachable-quorum", (approval.quorum?.place ?? approval.name.place),
                "`\(approval.name.value)` needs \(needed), and \(able.isEmpty ? "no one has" : "only \(able.sorted().joined(separator: ", ")) has") one of its roles: \(roles.sorted().joined(separator: ", ")).",
                "Give the role to \(able.isEmpty ? needed : "\(quorum - Set(able).count) more"): people: { NAME: [\(yamlText(roles.sorted().first ?? "ROLE"))] }"
                    + (quorum > 1 ? "; or lower quorum." : ""))
        }
    }

    private mutating func checkShorthands(_ written: WrittenConfiguration) {
        let pairs = [
            ("tag", written.tag?.place, written.defaults.tag?.place),
            ("tag-kind", written.tagKind?.place, written.defaults.tagKind?.place),
            ("cascade", written.cascade?.place, written.defaults.cascade?.place),
        ]
        for case (let key, let short?, let long?) in pairs {
            report(
                "config.said-twice", max(short, long),
                "`\(key)` is given twice: at the top, and under `defaults` (line \(min(short, long).line)).",
                "Keep one of the two.")
        }
    }

    private mutating func checkGates(_ component: WrittenComponent, _ owner: String) {
        var lines: [String: Int] = [:]
        for gate in component.gates ?? [] {
            let name = gate.value.name
            if let line = lines[name] {
                report(
                    "config.duplicate-gate", gate.place,
                    "\(owner) already has a gate named `\(name)` in line \(line).", "Give one of them another name.")
            }
            lines[name] = lines[name] ?? gate.place.line
            checkAxes(gate)
        }
    }

    /// A gate with a matrix whose argument names no axis most likely misspells one.
    private mutating func checkAxes(_ gate: Written<GateConfiguration>) {
        let axes = gate.value.matrix.map(\.name)
        guard !axes.isEmpty else { return }
        for match in gate.value.run.flatMap({ $0.matches(of: /(?:^|[^$])\{([A-Za-z_][A-Za-z0-9_]*)\}/) }) {
            let name = String(match.output.1)
            guard !axes.contains(name) else { continue }
            report(
                "config.unknown-axis", gate.place, "`{\(name)}` in this gate's command names no axis of its matrix.",
                nearestName(to: name, among: axes).map { "Did you mean `{\($0)}`?" }, severity: .warning)
        }
    }

    /// Each kind of target has keys of its own.
    mutating func checkPublications(_ targets: [WrittenPublication]) {
        let allKnown = Set(schema.publications.flatMap(\.keys).map(\.name))
        for one in targets {
            guard let kind = schema.publications.first(where: { $0.kind.text == one.kind.value }) else { continue }
            for key in one.keys where kind.key(key.value) == nil && allKnown.contains(key.value) {
                report(
                    "config.misplaced-key", key.place, "`\(key.value)` says nothing of a `\(one.kind.value)`.",
                    "Remove it.", severity: key.value == "path" ? .warning : .error)
            }
            for key in kind.keys where key.isRequired && !one.keys.contains(where: { $0.value == key.name }) {
                report(
                    "config.missing-key", one.kind.place,
                    "The key `\(key.name)` is missing for a `\(one.kind.value)`.",
                    "Add the key `\(key.name)`: \(meaning(of: key.summary))")
            }
        }
    }

    /// `calver` and its format need each other.
    private mutating func checkCalendar(_ versioning: WrittenVersioning?, inherited: WrittenVersioning?) {
        guard let versioning else { return }
        let strategy = versioning.strategy ?? inherited?.strategy
        if let strategy = versioning.strategy, strategy.value == .calver,
            (versioning.format ?? inherited?.format) == nil
        {
            report(
                "config.missing-key", strategy.place, "The strategy `calver` needs a format.",
                "Write `versioning: { strategy: calver, format: YYYY.0M.MICRO }`.")
        }
        if let format = versioning.format, strategy?.value != .calver {
            report(
                "config.calendar-format", format.place, "Only the strategy `calver` has a format.",
                "Add `strategy: calver`, or remove `format`.")
        }
    }

    private mutating func checkEdges(_ edges: [WrittenEdge]) {
        var lines: [[String]: Int] = [:]
        for edge in edges {
            let ends = [edge.from.value, edge.to.value]
            if ends[0] == ends[1] {
                report("config.self-reference", edge.place, "An edge needs two different components.")
            } else if let line = lines[ends] {
                report(
                    "config.duplicate-edge", edge.place, "This edge already has a policy in line \(line).",
                    "Keep one of the two.")
            }
            lines[ends] = lines[ends] ?? edge.place.line
        }
    }

    mutating func checkRepeated(_ names: [Written<String>], _ owner: String, severity: Diagnostic.Severity) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.value).inserted {
            report(
                "config.repeated-name", name.place, "`\(name.value)` is already in \(owner).", "Remove it.",
                severity: severity)
        }
    }

    /// What says nothing without a pull request, or where a person merges it.
    private mutating func checkDeliveries(_ written: WrittenConfiguration) {
        let isRequested = written.deliveries.contains { $0.value.way == .pullRequest }
        for (index, delivery) in written.deliveries.enumerated() {
            let effective = delivery.value.over(written.delivery)
            let applies = index == 0 ? isRequested : effective.way == .pullRequest
            for key in delivery.keys where ["merge", "checks"].contains(key.value) {
                if !applies {
                    report(
                        "config.no-pull-request", key.place,
                        "`\(key.value)` is about pull requests, and release commits are pushed here.",
                        "Add `via: pull-request`, or remove it.")
                } else if key.value == "checks", effective.merge == nil,
                    index > 0 || !written.deliveries.contains(where: { $0.value.merge != nil })
                {
                    report(
                        "config.checks-of-nothing", key.place,
                        "Slipway waits for `checks` before it merges, and here a person merges.",
                        "Add `merge: squash`, or remove it: the forge's own rules bind people.")
                }
            }
        }
    }

    private mutating func checkCommits(_ written: WrittenConfiguration) {
        for author in [written.author, written.mail] {
            guard let author, author.value.contains(where: { "<>\n\r".contains($0) }) else { continue }
            report("config.author", author.place, "A name or mail address can't contain `<`, `>` or a line break.")
        }
        let forms = ["release", "dependencies"]
        guard let message = written.message, !forms.contains(message.value), !message.value.contains("{"),
            let nearest = nearestName(to: message.value, among: forms)
        else { return }
        report(
            "config.unknown-value", message.place, "`\(message.value)` is neither a named form nor a template.",
            "Did you mean `\(nearest)`?")
    }
}
