import Foundation
import ReleaseModel
import ReleasePorts

/// Makes stand-ins of the user's remotes and clones from the clones alone; the user's are only read.
struct RepositoryCopies: Sendable {
    let runner: any CommandRunner
    /// The environment of a rehearsal's own git.
    let environment: [String: String]

    /// A bare repository with the tags of a clone, and with the branches that its remote had when it was last fetched.
    ///
    /// - Returns: Its default branch.
    func makeRemote(of repository: ObservedRepository, in folder: String) async throws -> String {
        let id = repository.id
        try await git(["clone", "--quiet", "--mirror", "--template=", "--", repository.folder, folder], of: id)
        let listed = try await git(["for-each-ref", "--format=%(refname) %(objectname)"], in: folder, of: id)
        var branches: [(name: String, commit: String)] = []
        var removed: [String] = []
        let prefix = "refs/remotes/\(repository.remote ?? "origin")/"
        for line in listed.split(separator: "\n") {
            let parts = line.split(separator: " ").map(String.init)
            guard parts.count == 2, !parts[0].hasPrefix("refs/tags/") else { continue }
            removed.append(parts[0])
            let name = parts[0].dropFirst(prefix.count)
            if parts[0].hasPrefix(prefix), name != "HEAD" { branches.append((String(name), parts[1])) }
        }
        if branches.isEmpty, let branch = repository.branch, let head = repository.head {
            // Never fetched: the remote is taken to be where the clone is.
            branches = [(branch, head.text)]
        }
        // First all away: names may be folders of others.
        try await update(removed.map { "delete \($0)" }, in: folder, of: id)
        try await update(branches.map { "create refs/heads/\($0.name) \($0.commit)" }, in: folder, of: id)
        let symbol = try? await git(
            ["symbolic-ref", "--quiet", prefix + "HEAD"], in: repository.folder, of: id
        ).dropFirst(prefix.count)
        let candidates = [symbol.map(String.init), "main", "master", repository.branch].compactMap(\.self)
        let chosen = candidates.first { name in branches.contains { $0.name == name } } ?? "main"
        try await git(["symbolic-ref", "HEAD", "refs/heads/\(chosen)"], in: folder, of: id)
        return chosen
    }

    /// A clone like the user's: the same branches, checked out alike, with the same addresses, which git leads to the
    /// stand-ins.
    ///
    /// - Parameter address: The stand-in of its remote.
    func makeClone(_ standIn: StandIn, reaching address: String) async throws {
        let (repository, copy) = (standIn.repository, standIn.copy)
        let id = repository.id
        let remote = repository.remote ?? "origin"
        try await git(
            ["clone", "--quiet", "--no-checkout", "--template=", "-o", remote, "--", standIn.remote ?? "", copy],
            of: id)
        try await git(
            [
                "fetch", "--quiet", "--no-tags", "--update-head-ok", "--", repository.folder,
                "+refs/heads/*:refs/heads/*",
            ],
            in: copy, of: id)
        if let branch = try? await git(["symbolic-ref", "--quiet", "HEAD"], in: repository.folder, of: id) {
            try await git(["symbolic-ref", "HEAD", branch], in: copy, of: id)
        } else {
            let head = try await git(["rev-parse", "HEAD"], in: repository.folder, of: id)
            try await git(["update-ref", "--no-deref", "HEAD", head], in: copy, of: id)
        }
        try await git(["reset", "--quiet", "--hard"], in: copy, of: id)
        try await configure(copy, like: repository, reaching: address)
    }

    private func configure(
        _ copy: String, like repository: ObservedRepository, reaching address: String
    ) async throws {
        let id = repository.id
        // Names, signatures and encodings, which belong to what a release writes.
        let own = try? await git(
            ["config", "--local", "--null", "--get-regexp", #"^(user|commit|tag|gpg|i18n)\."#], in: repository.folder,
            of: id)
        var settings = (own ?? "").split(separator: "\0").compactMap { one -> (String, String)? in
            let parts = one.split(separator: "\n", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
        if let remote = repository.remote, let original = repository.remoteAddress {
            let shown = original.replacing(/^(https?:\/\/)[^\/@\s]+@/) { String($0.1) }
            settings += [
                ("remote.\(remote).url", shown),
                // Without this, pushInsteadOf of the user's configuration would lead a push away.
                ("remote.\(remote).pushurl", shown),
                ("url.\(address).insteadOf", shown),
                // The user's helper is neither asked, nor given the rehearsal's own credentials to keep.
                ("credential.helper", ""),
                ("http.proxy", ""),
            ]
            for (key, value) in settings { try await git(["config", key, value], in: copy, of: id) }
            for more in [[], ["--push"]] {
                let reached = try await git(["remote", "get-url", "--all"] + more + ["--", remote], in: copy, of: id)
                guard reached == address else { throw RehearsalError.redirected(id, to: withoutCredentials(reached)) }
            }
        } else {
            for (key, value) in settings { try await git(["config", key, value], in: copy, of: id) }
            let remotes = try await git(["remote"], in: copy, of: id)
            for remote in remotes.split(separator: "\n") {
                try await git(["remote", "remove", String(remote)], in: copy, of: id)
            }
        }
    }

    /// As a person would after a merge.
    func pull(_ standIn: StandIn) async throws {
        let id = standIn.repository.id
        guard let branch = standIn.repository.branch, let remote = standIn.repository.remote else { return }
        try await git(["fetch", "--quiet", "--", remote], in: standIn.copy, of: id)
        try await git(["merge", "--quiet", "--ff-only", "refs/remotes/\(remote)/\(branch)"], in: standIn.copy, of: id)
    }

    /// Branches and tags with what they point to, tag objects included.
    func references(in folder: String, of id: RepositoryID) async throws -> [String: String] {
        let listed = try await git(
            ["for-each-ref", "--format=%(refname) %(objectname)", "refs/heads", "refs/tags"], in: folder, of: id)
        let pairs = listed.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        return Dictionary(
            pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }

    /// How many commits one has that others don't have.
    func count(of new: String, beyond old: [String], in folder: String, of id: RepositoryID) async throws -> Int {
        let lines = [new] + old.map { "^" + $0 }
        let text = lines.joined(separator: "\n") + "\n"
        return Int(
            try await git(["rev-list", "--count", "--stdin"], in: folder, of: id, input: Array(text.utf8))) ?? 0
    }

    private func update(_ lines: [String], in folder: String, of id: RepositoryID) async throws {
        guard !lines.isEmpty else { return }
        let text = lines.joined(separator: "\n") + "\n"
        try await git(["update-ref", "--no-deref", "--stdin"], in: folder, of: id, input: Array(text.utf8))
    }

    @discardableResult
    private func git(
        _ arguments: [String], in folder: String = "/", of id: RepositoryID, input: [UInt8] = []
    ) async throws -> String {
        var settings: [String: String?] = environment.mapValues { $0 }
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] { settings.updateValue(nil, forKey: name) }
        let result = try await runner.run(
            Command(
                ["git", "-C", folder, "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0"] + arguments,
                environment: settings, input: input, timeout: .seconds(600)))
        guard result.hasSucceeded else {
            throw RehearsalError.notCopied(id, reason: withoutCredentials(result.errorText))
        }
        return result.text.trimmingCharacters(in: .newlines)
    }

    private func withoutCredentials(_ text: String) -> String {
        text.replacing(/:\/\/[^\/@\s]+@/, with: "://").trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
