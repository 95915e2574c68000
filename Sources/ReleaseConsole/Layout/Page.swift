package import ReleaseModel

/// One page: what it is called, the sentence that answers its question, and its content.
package struct Page: Sendable {
    package enum Section: String, Sendable, CaseIterable {
        case overview = "Overview"
        case decide = "Decide"
        case runs = "Runs"
        case plan = "Plan"
        case deliveries = "Deliveries"

        func address(_ places: Places) -> Address {
            switch self {
            case .overview: places.overview
            case .decide: places.decide
            case .runs: places.runs
            case .plan: places.plan
            case .deliveries: places.deliveries
            }
        }

        /// The letter behind `g` that leads there.
        var key: String {
            switch self {
            case .overview: "o"
            case .decide: "d"
            case .runs: "r"
            case .plan: "p"
            case .deliveries: "e"
            }
        }
    }

    package var title: String
    package var section: Section?
    /// The first line, which answers the page's question.
    package var answer: HTML
    /// Between heading and content, and not replaced by updates: the filter, so that no typing is lost.
    package var controls: HTML
    /// What updates replace.
    package var content: HTML
    /// Whether it changes with the runs.
    package var isLive: Bool

    package init(
        title: String, section: Section? = nil, answer: HTML, controls: HTML = .nothing, content: HTML,
        isLive: Bool = false
    ) {
        self.title = title
        self.section = section
        self.answer = answer
        self.controls = controls
        self.content = content
        self.isLive = isLive
    }

    /// What an update sends: the first line and the content.
    package var fragment: HTML { .group([answerLine, content]) }

    var answerLine: HTML { Tag.p(.id("answer"), children: answer) }
}

/// Who looks at a page, and what they may do.
package struct Viewer: Sendable {
    package var name: Principal
    package var role: AccessRole
    /// What the token is for; empty: the entire workspace.
    package var repositories: [RepositoryID]
    /// Shows that a form came from a page of this session.
    package var formToken: String

    package init(name: Principal, role: AccessRole, repositories: [RepositoryID], formToken: String) {
        self.name = name
        self.role = role
        self.repositories = repositories
        self.formToken = formToken
    }

    package func may(_ right: AccessRight) -> Bool { role.rights.contains(right) }
}

/// What someone chose for themselves.
package struct Settings: Sendable, Equatable {
    package enum Theme: String, Sendable, CaseIterable { case system, light, dark }

    package var theme = Theme.system
    /// Whether single letters are commands.
    package var hasKeys = true

    package init() {}
}

/// What is around every page of a workspace.
package struct Frame: Sendable {
    package var workspace: String
    /// Those that the session opens.
    package var workspaces: [String]
    package var viewer: Viewer
    package var settings: Settings
    /// How many decisions are open.
    package var decisions: Int
    /// The stream of its updates; nil: it has none.
    package var stream: Address?

    package init(
        workspace: String, workspaces: [String], viewer: Viewer, settings: Settings, decisions: Int, stream: Address?
    ) {
        self.workspace = workspace
        self.workspaces = workspaces
        self.viewer = viewer
        self.settings = settings
        self.decisions = decisions
        self.stream = stream
    }

    package var places: Places { Places(workspace: workspace) }
}
