package import ReleaseModel
package import ReleasePorts

extension GitHub {
    /// From check runs and statuses: each interface knows only its own.
    package func checks(
        of commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeCheck] {
        let purpose = "read the checks of \(commit.short) in \(repository)"
        let runs = try await client.list(
            GitHubRequest(
                "GET", repository.path("/commits/\(commit.text)/check-runs"), purpose: purpose, in: repository),
            in: GitHubCheckRuns.self)
        let statuses = try await client.list(
            GitHubRequest(
                "GET", repository.path("/commits/\(commit.text)/status"), purpose: purpose, in: repository),
            in: GitHubStatuses.self)
        return (runs.map(\.value) + statuses.map(\.value)).sorted { $0.name < $1.name }
    }

    package func write(
        _ check: NewForgeCheck, on commit: CommitID, in repository: ForgeRepository
    ) async throws(ForgeError) -> ForgeCheck {
        let purpose = "write the check '\(check.name)' of \(commit.short) in \(repository)"
        var search = GitHubRequest(
            "GET", repository.path("/commits/\(commit.text)/check-runs"), purpose: purpose, in: repository)
        search.query = [("check_name", check.name)]
        let known = try await client.list(search, in: GitHubCheckRuns.self).map(\.id).max()
        let body = CheckBody(check, on: known == nil ? commit : nil)
        let written: GitHubCheckRun = try await client.value(
            try GitHubRequest(
                known == nil ? "POST" : "PATCH", repository.path("/check-runs" + (known.map { "/\($0)" } ?? "")), body,
                purpose: purpose, in: repository))
        return written.value
    }
}

private struct CheckBody: Encodable {
    struct Output: Encodable { var title, summary: String }

    var name: String
    var headSha: String?
    var status = "completed"
    var conclusion: String
    var output: Output

    /// - Parameter commit: nil where the check exists already.
    init(_ check: NewForgeCheck, on commit: CommitID?) {
        name = check.name
        headSha = commit?.text
        conclusion = check.conclusion.rawValue
        output = Output(title: check.title, summary: check.summary)
    }
}

private struct GitHubCheckRun: Decodable {
    var id: Int
    var name: String
    var status: String
    var conclusion: String?
    var htmlUrl: String?

    var value: ForgeCheck {
        let result: ForgeCheck.Result =
            switch (status, conclusion) {
            case ("completed", "success"): .success
            case ("completed", "skipped"): .skipped
            case ("completed", "neutral"): .neutral
            case ("completed", "action_required"): .actionRequired
            case ("completed", let other?): .failed(other)
            default: .open(status)
            }
        return ForgeCheck(id: id, name: name, result: result, address: htmlUrl ?? "")
    }
}

private struct GitHubCheckRuns: CountedPage {
    var totalCount: Int
    var checkRuns: [GitHubCheckRun]
    var items: [GitHubCheckRun] { checkRuns }
}

private struct GitHubStatus: Decodable {
    var id: Int
    var context: String
    var state: String
    var targetUrl: String?

    var value: ForgeCheck {
        let result: ForgeCheck.Result =
            switch state {
            case "success": .success
            case "pending": .open(state)
            default: .failed(state)
            }
        return ForgeCheck(id: id, name: context, result: result, address: targetUrl ?? "")
    }
}

/// The combined status: the newest of each context. Its own state says nothing, since without statuses it is pending.
private struct GitHubStatuses: CountedPage {
    var totalCount: Int
    var statuses: [GitHubStatus]
    var items: [GitHubStatus] { statuses }
}
