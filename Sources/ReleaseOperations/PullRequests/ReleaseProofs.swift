package import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Whether a pull request is exactly what Slipway would write now, so that its checks can be left out.
///
/// Four proofs, none of which stands for another: where the branch is, who made it, which files it changes, and that
/// planning from its base gives the same bytes. What could not be found out is not proven.
package struct ReleaseProofs: Sendable, Encodable {
    package struct Proof: Sendable, Hashable, Encodable {
        package enum Kind: String, Sendable, Encodable, CaseIterable {
            /// The branch that Slipway would use, in the repository itself.
            case branch
            /// Opened and committed by the account that Slipway acts as.
            case identity
            /// Only files that the plan changes.
            case files
            /// Byte for byte what planning from the base gives.
            case content
        }

        package var kind: Kind
        package var isProven: Bool
        /// A sentence or two.
        package var reason: String
    }

    package var number: Int
    package var title: String
    /// What the pull request is at; nil: it was not looked at.
    package var head: CommitID?
    /// The commit that the checks are for; nil: nothing names one, so the proofs hold for ``head`` alone.
    package var expectedHead: CommitID?
    /// One of each kind, in the order of ``Proof/Kind``.
    package var proofs: [Proof]
    package var isProven: Bool

    /// Nothing is proven, for one reason.
    init(number: Int, unproven reason: String) {
        self.number = number
        title = ""
        proofs = Proof.Kind.allCases.map { Proof(kind: $0, isProven: false, reason: reason) }
        isProven = false
    }

    init(_ seen: SeenReleaseRequest) {
        number = seen.request.number
        title = seen.request.title
        head = seen.request.head
        expectedHead = seen.expectedHead
        proofs = Proof.Kind.allCases.map { kind in
            let found = seen.proof(of: kind)
            return Proof(kind: kind, isProven: found.isProven, reason: found.reason)
        }
        isProven = proofs.allSatisfy(\.isProven)
    }
}

/// What was seen of a pull request and of the plan that it would come from.
struct SeenReleaseRequest: Sendable {
    /// What planning from the base gives for the request's branch.
    struct Planned: Sendable {
        /// The commit that git would make.
        var candidate: CommitID
        /// Of that commit; the forge's has trailers behind it.
        var message: String
        /// Paths that it changes.
        var files: Set<String>
        /// Paths whose bytes or modes differ between the candidate and the branch; nil: the branch was not read.
        var differing: [String]?
    }

    var request: ForgePullRequest
    /// Where Slipway would open it.
    var repository: ForgeRepository
    /// The commit that the checks are for; nil: whatever the request is at.
    var expectedHead: CommitID?
    /// The branch that is checked out, and its commit.
    var base: String
    var baseCommit: CommitID
    /// How the clone's base differs from the forge's, a sentence; nil: not at all.
    var baseDifference: String?
    /// The branches that Slipway would write now.
    var branches: [String]
    /// Why there are none; nil: there are some.
    var nothing: String?
    /// nil: nothing is planned for this branch.
    var planned: Planned?
    /// The account that Slipway acts as; nil: unknown.
    var account: String?
    /// As the forge lists them.
    var authors: [ForgeCommitAuthor]
    /// Those of the branch that the base lacks, newest first; nil: they can't be read.
    var commits: [ObservedCommit]?

    typealias Verdict = (isProven: Bool, reason: String)

    func proof(of kind: ReleaseProofs.Proof.Kind) -> Verdict {
        switch kind {
        case .branch: branchProof
        case .identity: identityProof
        case .files: filesProof
        case .content: contentProof
        }
    }

    private func not(_ reason: String) -> Verdict { (false, reason) }

    // MARK: Branch

    private var branchProof: Verdict {
        let name = "#\(request.number)"
        guard request.state == .open else { return not("\(name) is \(request.state.rawValue).") }
        if let expectedHead, expectedHead != request.head {
            return not("\(name) is at \(request.head.short), and these checks are for \(expectedHead.short).")
        }
        guard let source = request.source else { return not("The repository of the branch is gone.") }
        guard source == repository else {
            return not("The branch is in \(source), and Slipway's are in \(repository).")
        }
        guard request.base == base else {
            return not("\(name) goes into \(request.base), and \(base) is checked out.")
        }
        if let nothing { return not(nothing) }
        // By bytes: two spellings of one text are two branches.
        guard branches.contains(where: { $0.utf8.elementsEqual(request.branch.utf8) }) else {
            let expected = branches.joined(separator: ", ")
            return not("The branch is \(request.branch), and Slipway would write \(expected).")
        }
        return (true, "\(request.branch) in \(repository) is the branch that Slipway writes.")
    }

    // MARK: Identity

    private var identityProof: Verdict {
        guard let account else {
            return not("The forge does not say whose these credentials are. Name the account: --author LOGIN")
        }
        guard isSame(request.author, account) else {
            return not("\(shown(request.author)) opened it, and Slipway acts as \(account).")
        }
        guard let commits, !commits.isEmpty else { return not("The commits of the branch can't be read.") }
        guard Set(authors.map(\.commit)) == Set(commits.map(\.id)) else {
            return not("The forge lists other commits than the branch has.")
        }
        for author in authors where author.commit != planned?.candidate {
            guard author.isForgeMade else {
                return not("\(author.commit.short) was not made by the forge, so nothing shows who made it.")
            }
            guard isSame(author.account, account) else {
                return not("\(author.commit.short) is by \(shown(author.account)), and Slipway acts as \(account).")
            }
        }
        return (true, "\(account) opened it and made its commits.")
    }

    /// Names of accounts have no case.
    private func isSame(_ one: String?, _ other: String) -> Bool { one?.lowercased() == other.lowercased() }
    private func shown(_ account: String?) -> String { account.flatMap { $0.isEmpty ? nil : $0 } ?? "No known account" }

    // MARK: Files

    private var filesProof: Verdict {
        guard let planned else { return not("Nothing is planned for this branch.") }
        guard let commits, !commits.isEmpty else { return not("The commits of the branch can't be read.") }
        let stray = Set(commits.flatMap(\.paths)).subtracting(planned.files).sorted()
        guard stray.isEmpty else { return not("The plan does not change \(listed(stray)).") }
        return (true, "It changes only what the plan changes: \(listed(planned.files.sorted())).")
    }

    private func listed(_ paths: [String]) -> String {
        paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? " and \(paths.count - 5) more" : "")
    }

    // MARK: Content

    private var contentProof: Verdict {
        if let baseDifference { return not("\(baseDifference) Only what stands on the current base can be compared.") }
        guard let planned else { return not("Nothing is planned for this branch.") }
        guard let commits, let commit = commits.first else { return not("The commits of the branch can't be read.") }
        guard commits.count == 1, commit.id == request.head, commit.parents == [baseCommit] else {
            return not("The branch is not one commit on \(base) at \(baseCommit.short).")
        }
        guard let differing = planned.differing else { return not("The files of the branch can't be read.") }
        guard differing.isEmpty else { return not("Planning from \(base) gives another \(listed(differing)).") }
        // The message counts too: it becomes a commit of the base, which later releases read.
        guard commit.id == planned.candidate || isMessage(commit.message, of: planned) else {
            return not("The commit's message is not the one that planning gives.")
        }
        return (true, "Every byte is what planning from \(base) at \(baseCommit.short) gives.")
    }

    /// Whether a message is byte for byte the one that the forge was given for the planned commit.
    private func isMessage(_ message: String, of planned: SeenReleaseRequest.Planned) -> Bool {
        let inputs = ForgeCandidate.inputs(in: message) ?? ""
        guard inputs.allSatisfy({ $0.isHexDigit || $0 == "-" }) else { return false }
        let expected = ForgeCandidate.message(planned.message, of: planned.candidate, inputs: inputs)
        return message.utf8.elementsEqual(expected.utf8) || message.utf8.elementsEqual((expected + "\n").utf8)
    }
}
