import Foundation

/// Whether the output of git and the remote means that a retry can't help.
///
/// Only known permanent failures are final: credentials, permissions, the remote's rules, missing objects, and invalid
/// requests. Everything else – a server that is down, a broken connection, an unknown message – may be temporary.
func isFinalForRemote(_ message: String) -> Bool {
    let text = message.lowercased()
    guard !passingSigns.contains(where: text.contains) else { return false }
    return finalSigns.contains(where: text.contains)
}

/// Whether the remote refused what was pushed, though it was reached and answered.
func isRejection(_ message: String) -> Bool { message.contains("[remote rejected]") }

/// Whether the remote reported that it changed nothing, because another process was at work on the same references.
///
/// Only where it says so itself: after a lost connection or a server's internal error the change may have been made.
func isRefusalForNow(_ message: String) -> Bool {
    isRejection(message) && lockSigns.contains(where: message.contains)
}

/// Reasons in the report of git's receive-pack.
private let lockSigns = [
    "atomic transaction failed", "failed to update ref", "failed to lock", "cannot lock ref", "unable to lock",
    "transaction failed to start",
]

/// These take precedence over the refusal that servers append.
private let passingSigns = [
    "rate limit", "too many requests", "try again later", "temporar", "internal server error", "internal api",
    "api is not accessible", "returned error: 5", "service unavailable", "bad gateway", "gateway time", "timed out",
    "returned error: 429", "returned error: 408", "failed to lock", "cannot lock ref", "unable to lock",
]

private let finalSigns = [
    // Credentials and permissions.
    "authentication failed", "authentication failures", "authentication required", "could not read username",
    "could not read password", "terminal prompts disabled", "invalid credentials", "invalid username or password",
    "password authentication was removed", "permission denied", "permission to ", "access denied", "access rights to",
    "not authorized", "unauthorized", "forbidden", "returned error: 401", "returned error: 403", "http 401", "http 403",
    "not allowed", "not granted", "insufficient permission", "marked as read only", "is archived", "was archived",
    "read-only", "host key verification failed", "certificate problem", "certificate verification failed",
    // The remote's rules.
    "hook declined", "protected branch", "protected ref", "rule violations", "gh006", "gh013", "prohibited",
    "refusing to ", "is currently checked out", "funny refname", "hidden ref", "denying",
    // What someone else did first.
    "non-fast-forward", "fetch first", "stale info", "already exists", "needs force", "would clobber",
    // Missing objects.
    "not found", "does not appear to be a git repository", "does not exist", "couldn't find remote ref",
    "no such remote", "no such file or directory", "returned error: 404", "returned error: 410",
    // Invalid requests.
    "unknown option", "usage: git", "invalid refspec", "bad config", "unable to find remote helper",
    "can't be combined", "dubious ownership", "src refspec", "bad object", "cannot run ", "not a git repository",
    "unsupported protocol",
]
