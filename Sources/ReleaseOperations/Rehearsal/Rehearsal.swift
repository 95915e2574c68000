package import ReleaseModel

/// What a rehearsed release did to the stand-ins of a workspace's repositories, forge and targets, as they were found
/// afterwards, and what it cost.
package struct Rehearsal: Sendable {
    package enum Outcome: String, Sendable, Encodable {
        case succeeded
        case nothingToRelease = "nothing-to-release"
        /// A step failed, or waits for what a rehearsal can't give.
        case incomplete
    }

    package var plan: ReleasePlan
    /// nil: nothing was to be released, or release-please's files determine it.
    package var run: RunRecord?
    package var outcome: Outcome
    package var repositories: [Repository] = []
    package var requests: Requests
    /// That the credentials of a real release need.
    package var rights: [NeededRight] = []
    package var approvals: [Approval] = []
    package var notRehearsed: [NotRehearsed] = []
    /// How often the double misbehaved on purpose, by kind.
    package var faults: [String: Int] = [:]
    package var span: Duration = .zero
    /// Where everything lies; nil: it is removed.
    package var folder: String?

    package init(plan: ReleasePlan, run: RunRecord?, outcome: Outcome, requests: Requests) {
        self.plan = plan
        self.run = run
        self.outcome = outcome
        self.requests = requests
    }

    /// What changed in the stand-in of one repository's remote.
    package struct Repository: Sendable, Hashable, Encodable {
        package struct Branch: Sendable, Hashable, Encodable {
            package var name: String
            /// nil: the branch is new.
            package var from: CommitID?
            /// nil: it was removed.
            package var to: CommitID?
            /// How many it has more than before.
            package var commits: Int

            package init(name: String, from: CommitID?, to: CommitID?, commits: Int) {
                self.name = name
                self.from = from
                self.to = to
                self.commits = commits
            }
        }

        package struct Asset: Sendable, Hashable, Encodable {
            package var name: String
            /// In bytes.
            package var size: Int

            package init(name: String, size: Int) {
                self.name = name
                self.size = size
            }
        }

        package struct Release: Sendable, Hashable, Encodable {
            package var tag: TagName
            package var title: String
            package var isDraft: Bool
            package var isPrerelease: Bool
            package var assets: [Asset]

            package init(tag: TagName, title: String, isDraft: Bool, isPrerelease: Bool, assets: [Asset]) {
                self.tag = tag
                self.title = title
                self.isDraft = isDraft
                self.isPrerelease = isPrerelease
                self.assets = assets
            }
        }

        package struct PullRequest: Sendable, Hashable, Encodable {
            package enum State: String, Sendable, Encodable { case open, merged, closed }

            package var number: Int
            package var title: String
            package var branch: String
            package var base: String
            package var state: State

            package init(number: Int, title: String, branch: String, base: String, state: State) {
                self.number = number
                self.title = title
                self.branch = branch
                self.base = base
                self.state = state
            }
        }

        package var id: RepositoryID
        /// What it is called at the forge, `owner/name`; nil: on plain git.
        package var name: String?
        package var branches: [Branch] = []
        package var tags: [TagName] = []
        package var releases: [Release] = []
        package var pullRequests: [PullRequest] = []

        package init(id: RepositoryID, name: String?) {
            self.id = id
            self.name = name
        }

        package var isUnchanged: Bool {
            branches.isEmpty && tags.isEmpty && releases.isEmpty && pullRequests.isEmpty
        }
    }

    /// Someone whom the rehearsal let approve.
    package struct Approval: Sendable, Hashable, Encodable {
        package var step: StepID
        package var by: [Principal]

        package init(step: StepID, by: [Principal]) {
            self.step = step
            self.by = by
        }
    }

    /// Something that a real release does, or meets, and this did not.
    package struct NotRehearsed: Sendable, Hashable, Encodable {
        /// `python-index https://packages.example.org/simple/`
        package var what: String
        /// A sentence.
        package var why: String

        package init(_ what: String, _ why: String) {
            self.what = what
            self.why = why
        }
    }
}
