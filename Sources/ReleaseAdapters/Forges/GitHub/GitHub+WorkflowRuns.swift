package import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitHub {
    package func run(_ number: Int, in repository: ForgeRepository) async throws(ForgeError) -> ForgeRun? {
        let found: GitHubRun? = try await client.optional(
            GitHubRequest(
                "GET", repository.path("/actions/runs/\(number)"), purpose: "read the run \(number) of \(repository)",
                in: repository))
        return found?.value
    }

    package func runs(
        of event: String, since: Date, in repository: ForgeRepository
    ) async throws(ForgeError) -> [ForgeRun] {
        var request = GitHubRequest(
            "GET", repository.path("/actions/runs"), purpose: "list the workflow runs of \(repository)",
            in: repository)
        request.query = [("event", event), ("created", ">=\(since.formatted(.iso8601))")]
        return try await client.list(request, in: GitHubRuns.self).map(\.value)
    }

    package func jobs(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeJob] {
        try await client.list(
            GitHubRequest(
                "GET", repository.path("/actions/runs/\(run)/jobs"),
                purpose: "list the jobs of the run \(run) of \(repository)", in: repository), in: GitHubJobs.self
        ).map(\.value)
    }

    package func log(of job: ForgeJob, in repository: ForgeRepository) async throws(ForgeError) -> String? {
        var request = GitHubRequest(
            "GET", repository.path("/actions/jobs/\(job.id)/logs"), purpose: "read the log of a job of \(repository)",
            in: repository)
        // Logs are at a storage, to which GitHub redirects.
        request.accept = "*/*"
        // It may be larger than an answer that is held in memory.
        let path = NSTemporaryDirectory() + "/slipway-log-\(UUID().uuidString)"
        request.destination = path
        defer { try? FileManager.default.removeItem(atPath: path) }
        do throws(ForgeError) { _ = try await client.send(request) } catch {
            if case .missing = error { return nil }
            throw error
        }
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        let size = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: size > GitHub.logLimit ? size - GitHub.logLimit : 0)
        return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
    }

    /// How much of a log's end is read, in bytes.
    private static let logLimit: UInt64 = 64 << 10

    package func artifacts(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [ForgeArtifact] {
        try await client.list(
            GitHubRequest(
                "GET", repository.path("/actions/runs/\(run)/artifacts"),
                purpose: "list the artifacts of the run \(run) of \(repository)", in: repository),
            in: GitHubArtifacts.self
        ).map(\.value)
    }

    package func download(
        _ artifact: ForgeArtifact, to path: String, in repository: ForgeRepository
    ) async throws(ForgeError) {
        var request = GitHubRequest(
            "GET", repository.path("/actions/artifacts/\(artifact.id)/zip"),
            purpose: "download the artifact '\(artifact.name)' of \(repository)", in: repository)
        request.accept = "*/*"
        // The size that it says is not always the archive's.
        _ = try await download(request, to: path, size: nil, digest: artifact.digest)
    }

    package func reviewers(of run: Int, in repository: ForgeRepository) async throws(ForgeError) -> [String] {
        struct Pending: Decodable {
            struct Reviewer: Decodable {
                struct Named: Decodable { var login, slug: String? }
                var reviewer: Named?
            }
            var reviewers: [Reviewer]?
        }
        let pending: [Pending] = try await client.value(
            GitHubRequest(
                "GET", repository.path("/actions/runs/\(run)/pending_deployments"),
                purpose: "read what the run \(run) of \(repository) waits for", in: repository))
        let named = pending.flatMap { $0.reviewers ?? [] }.compactMap { $0.reviewer?.login ?? $0.reviewer?.slug }
        return Set(named).sorted()
    }

    package func cancel(run: Int, in repository: ForgeRepository) async throws(ForgeError) {
        do throws(ForgeError) {
            _ = try await client.send(
                GitHubRequest(
                    "POST", repository.path("/actions/runs/\(run)/cancel"),
                    purpose: "cancel the run \(run) of \(repository)", in: repository))
        } catch {
            switch error {
            // It has ended.
            case .conflict, .missing: return
            default: throw error
            }
        }
    }
}

private struct GitHubRuns: CountedPage {
    var totalCount: Int
    var workflowRuns: [GitHubRun]
    var items: [GitHubRun] { workflowRuns }
}

private struct GitHubRun: Decodable {
    var id: Int
    var runAttempt: Int?
    var displayTitle: String?
    var name: String?
    var headSha: String
    var status: String?
    var conclusion: String?
    var htmlUrl: String

    var value: ForgeRun {
        ForgeRun(
            number: id, attempt: runAttempt ?? 1, title: displayTitle ?? name ?? "", commit: CommitID(headSha),
            status: status(status ?? ""), address: htmlUrl)
    }

    private func status(_ text: String) -> ForgeRun.Status {
        switch text {
        case "queued", "requested", "pending": .queued
        case "in_progress": .running
        case "waiting": .waiting
        case "completed": .ended(conclusion ?? "")
        default: .other(text)
        }
    }
}

private struct GitHubJobs: CountedPage {
    var totalCount: Int
    var jobs: [GitHubJob]
    var items: [GitHubJob] { jobs }
}

private struct GitHubJob: Decodable {
    struct Step: Decodable {}
    var id: Int
    var name: String
    var conclusion: String?
    var steps: [Step]?
    var runnerId: Int?
    var labels: [String]?
    var htmlUrl: String?

    var value: ForgeJob {
        ForgeJob(
            id: id, name: name, end: conclusion, hasBegun: steps?.isEmpty == false || (runnerId ?? 0) != 0,
            labels: labels ?? [], address: htmlUrl ?? "")
    }
}

private struct GitHubArtifacts: CountedPage {
    var totalCount: Int
    var artifacts: [GitHubArtifact]
    var items: [GitHubArtifact] { artifacts }
}

private struct GitHubArtifact: Decodable {
    var id: Int
    var name: String
    var sizeInBytes: Int
    var digest: String?
    var expired: Bool
    var createdAt: Date?
    var archiveDownloadUrl: String

    var value: ForgeArtifact {
        ForgeArtifact(
            id: id, name: name, size: sizeInBytes,
            digest: digest.flatMap { $0.hasPrefix("sha256:") ? Digest(String($0.dropFirst(7))) : nil },
            isExpired: expired, created: createdAt ?? .distantPast, address: archiveDownloadUrl)
    }
}
