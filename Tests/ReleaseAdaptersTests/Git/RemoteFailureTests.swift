import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Classification of remote failures")
struct RemoteFailureTests {
    /// What is thrown where every push ends like this.
    private func failure(_ words: String, end: CommandEnd = .exited(128)) async -> SourceControlError? {
        let git = GitSourceControl(
            runner: ScriptedRunner { command throws(CommandError) in
                guard command.arguments.contains("push") else { return .says("\(base)\trefs/heads/main\n") }
                return CommandResult(end: end, output: [], errors: Array(words.utf8))
            })
        do throws(SourceControlError) {
            try await git.push("c0ffee", to: "main", from: CommitID(base), in: "/w/core", remote: "origin")
            return nil
        } catch {
            return error
        }
    }

    private let base = "1111111111111111111111111111111111111111"

    @Test(
        "Failures not known to be final are retried",
        arguments: [
            "error: RPC failed; HTTP 504 curl 22 The requested URL returned error: 504",
            "fatal: unable to access 'https://h/x/': Failed to connect to h port 443 after 21 ms: Couldn't connect",
            "fatal: unable to access 'https://h/x/': The requested URL returned error: 503",
            "fatal: unable to access 'https://h/x/': The requested URL returned error: 429",
            "remote: You have exceeded a secondary rate limit.\nfatal: The requested URL returned error: 403",
            "kex_exchange_identification: read: Connection reset by peer\nfatal: Could not read from remote repository.",
            "ssh: Could not resolve hostname h: Temporary failure in name resolution",
            "fatal: the remote end hung up upon initial contact", "fatal: protocol error: bad pack header",
            "! [remote rejected] main -> main (pre-receive hook declined)\nremote: GitLab: Internal API unreachable",
            "error: remote unpack failed: unable to create",
            "words that no one has heard before",
            "gnutls_handshake() failed: The TLS connection was non-properly terminated.", "",
        ])
    func passing(words: String) async {
        let error = await failure(words)
        #expect(error?.retry == .later, "\(words)")
        #expect(words.isEmpty || error?.reasons.isEmpty == false)
    }

    @Test(
        "Where the remote reports that it changed nothing this time, that is known, and retried",
        arguments: ["failed to update ref", "cannot lock ref 'refs/heads/main'", "atomic transaction failed"])
    func refusedForNow(words: String) async {
        let error = await failure("! [remote rejected] main -> main (\(words))", end: .exited(1))
        #expect(error?.code == SourceControlError.refusedForNow && error?.retry == .later)
        // Without an exit of git's own nothing is known.
        let cut = await failure("! [remote rejected] main -> main (\(words))", end: .signalled(9))
        #expect(cut?.code == "git.unreachable")
    }

    @Test(
        "Failures known to be final are not retried",
        arguments: [
            "remote: Permission to o/x.git denied to ada.\nfatal: The requested URL returned error: 403",
            "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.",
            "Permission denied, please try again.\ngit@h: Permission denied (publickey,password).",
            "fatal: Authentication failed for 'https://h/x/'", "fatal: could not read Username for 'https://h'",
            "Host key verification failed.",
            "remote: error: GH006: Protected branch update failed for refs/heads/main.",
            "remote: GitLab: You are not allowed to push code to protected branches on this project.",
            "! [remote rejected] main -> main (hook declined)", "! [rejected] main -> main (non-fast-forward)",
            "! [rejected] main -> main (fetch first)", "ERROR: Repository not found.\nfatal: Could not read",
            "fatal: '/srv/x.git' does not appear to be a git repository",
            "fatal: unable to access 'https://h/x/': SSL certificate problem: self-signed certificate",
            "remote: error: refusing to update checked out branch: refs/heads/main",
        ])
    func final(words: String) async { #expect(await failure(words)?.retry == .never, "\(words)") }

    @Test("A git command that was killed or took too long is retried", arguments: [CommandEnd.signalled(9), .timedOut])
    func killed(end: CommandEnd) async {
        let error = await failure("fatal: Authentication failed", end: end)
        #expect(error?.retry == .later)
        #expect(error?.reasons.first?.hasPrefix("git ") == true)
    }

    @Test("A remote that refuses because of an invisible reference is lagging, and is checked again")
    func lag() async { #expect(await failure("! [rejected] main -> main (stale info)")?.retry == .later) }
}
