import ReleaseEngine
package import ReleaseModel
import ReleaseObservation
package import ReleasePlanning
import ReleasePorts

/// Asks forges whether they would take what a plan writes. Nothing is written.
struct ForgeReadiness {
    let workspace: Workspace
    let world: ObservedWorkspace

    /// Whatever a forge would refuse or may refuse, with what could not be found out.
    ///
    /// - Throws: ``ForgeError`` where a forge whose releases are published does not answer.
    func findings(for needs: [RepositoryNeeds]) async throws -> [Finding] {
        var found: [Finding] = []
        for one in needs {
            do throws(ForgeError) {
                found += try await examine(one)
            } catch {
                // Where git alone writes, it works without the forge's interface.
                guard one.releases.isEmpty, one.pullRequests.isEmpty else { throw error }
                found.append(
                    Finding(
                        .forgeUnread, repository: one.at.id,
                        message: "What \(one.at.name) allows was not read: \(error.summary)",
                        reason: (error.reasons + error.suggestions).joined(separator: " ")))
            }
        }
        return found
    }

    /// The same of one repository.
    ///
    /// - Throws: ``ForgeError`` where its forge does not answer, whatever the plan writes there.
    func examine(_ needs: RepositoryNeeds) async throws(ForgeError) -> [Finding] {
        let forge: any Forge
        do { forge = try workspace.outside.forge(needs.at, needs.sum) } catch let error as ForgeError {
            throw error
        } catch { throw .unusable(reason: "\(error)", remedy: "") }
        let facts = try await forge.facts(of: needs.at.name)
        return try await findings(for: needs, forge, facts) + identityFindings(needs, facts)
    }

    /// - Parameter facts: As they were read before.
    func findings(
        for needs: RepositoryNeeds, _ forge: any Forge, _ facts: RepositoryFacts
    ) async throws(ForgeError) -> [Finding] {
        forgeFindings(
            needs, try await ForgeAnswers(needs, forge, facts), isPushedByKey: isPushedByKey(needs.at.id))
    }

    /// Whether git shows another identity than the forge's interface is asked with: that of an SSH key.
    private func isPushedByKey(_ id: RepositoryID) -> Bool {
        guard let address = world.repository(id)?.remoteAddress else { return false }
        return !address.hasPrefix("http://") && !address.hasPrefix("https://")
    }

    /// A name that changed, and a branch that is not the one from which the forge starts workflows.
    private func identityFindings(_ needs: RepositoryNeeds, _ facts: RepositoryFacts) -> [Finding] {
        var found: [Finding] = []
        if facts.repository != needs.at.name {
            let remote = world.repository(needs.at.id).map {
                "git -C \($0.folder) remote set-url \($0.remote ?? "origin") \(facts.address).git"
            }
            found.append(
                Finding(
                    .forgeRenamed, repository: needs.at.id,
                    message: "\(needs.at.name) is called \(facts.repository) now.", remedy: remote))
        }
        for branch in Set(needs.released).sorted() where branch != facts.defaultBranch {
            found.append(
                Finding(
                    .forgeBranch, repository: needs.at.id,
                    message:
                        "\(branch) of \(facts.repository) is released, and its default branch is \(facts.defaultBranch)."
                ))
        }
        return found
    }
}

extension ForgeAnswers {
    /// - Throws: ``ForgeError`` where a rule can't be read; what only administrators may read is left out.
    init(_ needs: RepositoryNeeds, _ forge: any Forge, _ facts: RepositoryFacts) async throws(ForgeError) {
        self.init(facts: facts)
        for branch in needs.branches {
            branches[branch.name] = try await forge.rules(forBranch: branch.name, in: facts.repository)
        }
        for tag in Set(needs.tags + needs.releases).sorted() {
            tags[tag] = try await forge.rules(forTag: tag, in: facts.repository)
        }
        if !needs.releases.isEmpty { locksReleases = try await forge.locksReleases(in: facts.repository) }
    }
}

extension ForgeError {
    /// Whether the forge rejected the credentials themselves, or what they may do.
    var isRejection: Bool {
        switch self {
        case .unauthenticated, .notAllowed: true
        default: false
        }
    }
}

/// A forge would refuse what a plan writes, so nothing was begun.
package struct ForgeRefusal: UserFacingError {
    let findings: [Finding]

    /// nil where nothing is certain to be refused.
    init?(_ findings: [Finding]) {
        self.findings = findings.filter { $0.severity == .error }
        guard !self.findings.isEmpty else { return nil }
    }

    package var code: String { "forge.refuses" }
    package var summary: String { "The forge would refuse this, so nothing was written." }
    package var reasons: [String] { findings.map(\.message) }
    package var suggestions: [String] {
        var seen: Set<String> = []
        return findings.map(\.remedy).filter { !$0.isEmpty && seen.insert($0).inserted } + [
            "See all of it: slipway doctor"
        ]
    }
    package var exitCode: ExitCode { .needsApproval }
}

extension Workspace {
    /// What a plan writes at forges when it runs, or its pull requests where releases come by those.
    package func repositoryNeeds(of plan: ReleasePlan, in world: ObservedWorkspace) -> [RepositoryNeeds] {
        func place(_ id: RepositoryID) -> RepositoryAtForge? {
            world.repository(id).flatMap { configuration.atForge($0) }
        }
        guard releasePlease != nil else {
            return ReleasePlanning.repositoryNeeds(
                of: plan, releaseLabels: configuration.pullRequest.releaseLabels, place)
        }
        let requests = try? ReleaseBranchOperation(self).pullRequests(from: plan, world, ReleaseBranchOptions())
        return ReleasePlanning.repositoryNeeds(of: requests ?? [], isPushed: false, place)
    }
}

extension Finding {
    /// Problem and remedy in one line, for warnings.
    var sentence: String { ([message] + (remedy.isEmpty ? [] : [remedy])).joined(separator: " ") }
}
