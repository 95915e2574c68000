package import ReleaseAdapters
import ReleaseModel

extension RunningGitHub {
    /// Asks the double as a person or a program would, beside what is under test; writes are not spaced out.
    ///
    /// - Parameters:
    ///   - token: One that the double knows.
    ///   - source: Where it comes from, for messages.
    package func client(token: String, source: String) throws -> GitHub {
        GitHub(
            GitHubClient(
                try GitHubPlace(api: enterpriseAPI), tokens: FixedToken(Secret(token), source: source),
                http: HTTPClient(), time: .init(writeInterval: .zero)))
    }
}
