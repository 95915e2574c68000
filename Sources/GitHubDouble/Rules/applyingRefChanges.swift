import ReleaseHTTPServer

extension Call {
    /// Changes a ref as the API does: refused by the rules with a 422, and by another writer's change with a 409.
    func apply(_ change: RefChange, resource: String = "Reference") async throws {
        var change = change
        if let old = change.old, let new = change.new, let oldCommit = try await git.commit(old, in: repository.id),
            let newCommit = try await git.commit(new, in: repository.id)
        {
            change.isForced = try await !git.isAncestor(oldCommit, of: newCommit, in: repository.id)
        }
        let current = try await current()
        let violations = try await RefRules(repository: current, identity: identity, git: git).violations(of: change)
        if let violation = violations.first {
            throw refusal(violations, first: violation)
        }
        guard try await git.update(change.ref, to: change.new, from: change.old, in: repository.id) else {
            throw Refusal(409, "Reference cannot be updated: it changed meanwhile")
        }
        try await double.noteChange(change, in: repository.id, by: identity, at: now)
    }

    private func refusal(_ violations: [Violation], first: Violation) -> Refusal {
        let texts = violations.map(\.text).joined(separator: "\n")
        switch first.source {
        case .token: return Refusal(403, first.text)
        case .protection: return Refusal(422, texts)
        case .ruleset, .immutableRelease: return Refusal(422, "Repository rule violations found\n\n\(texts)\n\n")
        }
    }
}
