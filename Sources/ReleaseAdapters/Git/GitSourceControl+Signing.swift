import Foundation
package import ReleaseModel
package import ReleasePorts

/// Signatures of commits and tags, as git's own configuration asks for them: by GPG, SSH or X.509.
extension GitSourceControl {
    package func tree(of commit: CommitID, in folder: String) async throws(SourceControlError) -> String {
        try await ask("read \(commit.short)", ["rev-parse", "--verify", commit.text + "^{tree}"], in: folder).text
            .trimmed
    }

    package func unsigned(_ commit: CommitID, in folder: String) async throws(SourceControlError) -> CommitID {
        let bytes = try await ask("read \(commit.short)", ["cat-file", "commit", commit.text], in: folder).output
        guard let plain = withoutSignature(bytes) else { return commit }
        let made = try await ask(
            "compare \(commit.short)", ["hash-object", "-t", "commit", "--stdin"], in: folder, input: plain)
        return CommitID(made.text.trimmed)
    }

    package func signed(
        _ commit: CommitID, as candidate: String, in folder: String
    ) async throws(SourceControlError) -> CommitID {
        guard try await asks(for: "commit.gpgSign", in: folder) else { return commit }
        // Most signatures differ each time, and with them the commit's id: what was signed before is taken again.
        if let before = try await self.candidate(candidate, in: folder),
            try await unsigned(before, in: folder) == commit
        {
            return before
        }
        let format = "%T%n%P%n%an%n%ae%n%ad%n%cn%n%ce%n%cd"
        let lines = try await ask(
            "read \(commit.short)", ["show", "--no-patch", "--date=raw", "--format=\(format)", commit.text], in: folder
        ).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 8 else {
            throw .failed(operation: "read \(commit.short)", folder: folder, message: lines.joined(separator: "\n"))
        }
        // From the object itself: `show` converts a message's encoding and trims its end.
        let message = try await ask(
            "read \(commit.short)", ["cat-file", "commit", commit.text], in: folder
        ).output.afterHeader
        let parents = lines[1].split(separator: " ").flatMap { ["-p", String($0)] }
        let made = try await ask(
            "sign the release commit", ["commit-tree", "-S", lines[0]] + parents + ["-F", "-"], in: folder,
            input: message,
            environment: [
                "GIT_AUTHOR_NAME": lines[2], "GIT_AUTHOR_EMAIL": lines[3], "GIT_AUTHOR_DATE": lines[4],
                "GIT_COMMITTER_NAME": lines[5], "GIT_COMMITTER_EMAIL": lines[6], "GIT_COMMITTER_DATE": lines[7],
            ])
        let result = CommitID(made.text.trimmed)
        // git signs only what it makes, and `commit-tree` does not write every header, such as an encoding.
        guard try await unsigned(result, in: folder) == commit else {
            throw .failed(
                operation: "sign the release commit", folder: folder,
                message: "the signed commit differs from \(commit.short) in more than its signature")
        }
        try await keep(result, as: candidate, in: folder)
        return result
    }

    package func checkSigning(_ trial: SigningTrial, in folder: String) async throws(SourceControlError) {
        var settings: [String] = []
        if trial.commits, try await asks(for: "commit.gpgSign", in: folder) { settings.append("commit.gpgSign") }
        if trial.tags, try await asks(for: "tag.gpgSign", in: folder) { settings.append("tag.gpgSign") }
        guard !settings.isEmpty else { return }
        let places = try await ask(
            "find its objects", ["rev-parse", "--path-format=absolute", "--git-path", "objects"], in: folder
        ).text.trimmed
        let beside = NSTemporaryDirectory() + "slipway-signing-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: beside) }
        do { try FileManager.default.createDirectory(atPath: beside, withIntermediateDirectories: true) } catch {
            throw .failed(operation: "try a signature", folder: folder, message: error.localizedDescription)
        }
        let environment = [
            "GIT_OBJECT_DIRECTORY": beside, "GIT_ALTERNATE_OBJECT_DIRECTORIES": places,
            "GIT_AUTHOR_NAME": trial.name, "GIT_AUTHOR_EMAIL": trial.mail, "GIT_COMMITTER_NAME": trial.name,
            "GIT_COMMITTER_EMAIL": trial.mail,
        ]
        let tree = try await ask("make an empty tree", ["mktree"], in: folder, environment: environment).text.trimmed
        // Tags are signed with the same key by the same program.
        do throws(SourceControlError) {
            _ = try await ask(
                "sign", ["commit-tree", "-S", tree, "-F", "-"], in: folder, input: Array("trial\n".utf8),
                environment: environment)
        } catch {
            guard case .failed(_, _, let message) = error else { throw error }
            throw .cannotSign(settings, folder: folder, message: message)
        }
    }

    /// The id of a tag object with a signature, where git is configured to sign tags (`tag.gpgSign`); otherwise nil.
    ///
    /// git signs a tag only where it stores it, so that happens in a repository of its own, with the clone's objects and
    /// configuration.
    func signedTag(_ request: TagRequest) async throws(SourceControlError) -> String? {
        let folder = request.folder
        guard try await asks(for: "tag.gpgSign", in: folder) else { return nil }
        let places = try await ask(
            "find its objects",
            ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--git-path", "config"], in: folder
        ).text.split(separator: "\n").map(String.init)
        guard places.count == 2 else { return nil }
        let beside = NSTemporaryDirectory() + "slipway-tag-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: beside) }
        _ = try await ask("prepare a signature", ["init", "--quiet", "--bare", beside], in: folder)
        let moment = "\(Int(request.date.timeIntervalSince1970)) +0000"
        let settings = [
            "GIT_OBJECT_DIRECTORY": places[0], "GIT_COMMITTER_NAME": request.name,
            "GIT_COMMITTER_EMAIL": request.mail, "GIT_COMMITTER_DATE": moment,
        ]
        // The clone's own settings, such as its key, and not where it says its work tree is.
        let include = ["-c", "include.path=\(places[1])", "-c", "core.bare=true", "-c", "core.worktree="]
        _ = try await ask(
            "sign the tag \(request.tag)",
            include + ["--git-dir", beside, "tag", "-s", "-F", "-", "--cleanup=verbatim", request.tag.text]
                + [request.commit.text],
            in: folder, input: Array((request.message + "\n").utf8), environment: settings)
        return try await ask(
            "read the tag \(request.tag)", ["--git-dir", beside, "rev-parse", "refs/tags/\(request.tag)"], in: folder
        ).text.trimmed
    }

    private func asks(for key: String, in folder: String) async throws(SourceControlError) -> Bool {
        let answer = try await run(["config", "--type=bool", "--get", key], in: folder)
        return answer.hasSucceeded && answer.text.trimmed == "true"
    }
}

/// A commit object without its signature header; nil where it has none.
private func withoutSignature(_ object: [UInt8]) -> [UInt8]? {
    let header = object.count - object.afterHeader.count
    var kept: [UInt8] = []
    var isSignature = false
    var hasSignature = false
    for line in object[..<header].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
        // A value of several lines has a blank before each further one.
        if line.first == UInt8(ascii: " "), isSignature { continue }
        isSignature = line.starts(with: "gpgsig ".utf8) || line.starts(with: "gpgsig-sha256 ".utf8)
        hasSignature = hasSignature || isSignature
        if !isSignature { kept += Array(line) + [UInt8(ascii: "\n")] }
    }
    return hasSignature ? kept + Array(object[header...]) : nil
}

extension [UInt8] {
    /// What comes after the first empty line.
    fileprivate var afterHeader: [UInt8] {
        for index in indices.dropLast() where self[index] == 10 && self[index + 1] == 10 {
            return Array(self[(index + 2)...])
        }
        return []
    }
}
