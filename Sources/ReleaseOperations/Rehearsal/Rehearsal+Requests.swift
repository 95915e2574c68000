extension Rehearsal {
    /// What was asked of the forge, and what the forge allows.
    package struct Requests: Sendable, Hashable, Encodable {
        package struct Count: Sendable, Hashable, Encodable {
            package var reads: Int
            /// Of the reads, those that cost nothing, since nothing had changed.
            package var unchanged: Int
            package var writes: Int
            package var graphQL: Int
            /// Fetches and pushes; they have no budget.
            package var git: Int

            package init(reads: Int = 0, unchanged: Int = 0, writes: Int = 0, graphQL: Int = 0, git: Int = 0) {
                self.reads = reads
                self.unchanged = unchanged
                self.writes = writes
                self.graphQL = graphQL
                self.git = git
            }

            /// What is taken from the hour's budget of REST requests.
            package var cost: Int { reads - unchanged + writes }

            static func + (one: Count, other: Count) -> Count {
                Count(
                    reads: one.reads + other.reads, unchanged: one.unchanged + other.unchanged,
                    writes: one.writes + other.writes, graphQL: one.graphQL + other.graphQL, git: one.git + other.git)
            }
        }

        /// One of GitHub's limits, and how much of it was used.
        package struct Budget: Sendable, Hashable, Encodable {
            /// What is limited, for people: `requests an hour with one token`.
            package var name: String
            package var limit: Int
            package var used: Int
        }

        /// By what a repository is called at the forge; under an empty name what belongs to none.
        package var repositories: [String: Count]
        package var all: Count
        package var budgets: [Budget]

        /// - Parameter busiestMinute: The most requests within a minute that changed something.
        package init(_ repositories: [String: Count], busiestMinute: Int) {
            self.repositories = repositories
            all = repositories.values.reduce(Count(), +)
            let inOne = repositories.filter { !$0.key.isEmpty }.values.map(\.cost).max() ?? 0
            // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
            budgets = [
                Budget(name: "requests an hour with one token", limit: 5000, used: all.cost),
                Budget(name: "requests an hour with GITHUB_TOKEN in one repository", limit: 1000, used: inOne),
                Budget(name: "points of GraphQL an hour", limit: 5000, used: all.graphQL),
                Budget(name: "changes a minute", limit: 80, used: busiestMinute),
            ]
        }
    }
}
