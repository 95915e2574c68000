import ArgumentParser
import ReleaseModel
import ReleasePlanning
import ReleaseComposition

/// What to release.
struct RequestOptions: ParsableArguments, Sendable {
    @Option(
        name: .customLong("component"), parsing: .upToNextOption,
        help:
            "Release these components and their dependents that have to follow. (default: what the commits since the last tags require)"
    )
    var components: [String] = []

    @Option(help: "Start from this tag of an upstream that is already released.")
    var upstreamTag: String?

    @Option(
        help:
            "Release what this tag names, which is public already: its commit is built, proven and published, and nothing else."
    )
    var tag: String?

    @Option(
        help:
            "The release that caused this one, for commit messages: a tag of a component, or NAME@VERSION. (default: --upstream-tag, or the upstream that requirements name)"
    )
    var cause: String?

    @Option(
        name: .customLong("set-version"), parsing: .upToNextOption,
        help: "COMPONENT=VERSION: release this component as this version, this time.")
    var versions: [String] = []

    @Option(name: .customLong("set-all"), help: "One version for all released components.")
    var version: String?

    @Option(help: "patch, minor or major, whatever the commits say.")
    var bump: String?

    @Option(help: "Make prereleases with this label: alpha, beta, rc or another.")
    var prerelease: String?

    @Flag(help: "Make the current prereleases stable; no commit is needed.")
    var graduate = false

    @Flag(
        help:
            "Do all reversible work and publish nothing, to compare it with what another system releases.")
    var shadow = false

    @Flag(
        help:
            "Release test versions such as 1.4.0-test.1: every step, without touching branches, and only to targets with `tests: true`."
    )
    var test = false

    @Option(
        name: .customLong("digest"), parsing: .upToNextOption,
        help: "COMPONENT=sha256:HEX: the digest of its new image, for files that pin it beside the version.")
    var digests: [String] = []

    @Flag(help: "Build everything on this machine, also what a workflow is to build.")
    var buildHere = false

    private func purpose() throws -> ReleasePurpose? {
        guard !(shadow && test) else { throw ValidationError("--shadow and --test exclude each other.") }
        guard !test || (prerelease == nil && !graduate) else {
            throw ValidationError("--test excludes --prerelease and --graduate.")
        }
        return shadow ? .shadow : test ? .test : nil
    }

    private func stage() throws -> ReleaseStage? {
        if test { return .prerelease("test") }
        guard let prerelease else { return graduate ? .graduation : nil }
        guard !graduate else { throw ValidationError("--prerelease and --graduate exclude each other.") }
        guard Prerelease.isLabel(prerelease) else {
            throw ValidationError(
                "--prerelease takes a label such as beta: letters, digits and hyphens, a letter first.")
        }
        return .prerelease(prerelease)
    }

    /// The only component that is asked for; nil: there are several, or none is named.
    var only: String? { components.count == 1 ? components[0] : nil }

    func request() throws -> ReleaseRequest {
        let chosen = try assignments(versions)
        let bump = try self.bump.map { text in
            guard let bump = Bump(rawValue: text), [.patch, .minor, .major].contains(bump) else {
                throw ValidationError("--bump takes patch, minor or major, not '\(text)'.")
            }
            return bump
        }
        var request = ReleaseRequest(
            components: components.map { ComponentID($0) }, upstreamTag: upstreamTag.map { TagName($0) },
            versions: chosen, version: try version.map(parsedVersion), bump: bump,
            stage: try stage(), purpose: try purpose(), cause: cause.map { TagName($0) })
        if let tag {
            guard upstreamTag == nil, versions.isEmpty, version == nil, bump == nil, prerelease == nil, !graduate,
                !test, !shadow
            else {
                throw ValidationError("--tag names a version and a commit; only --component and --digest go with it.")
            }
            request.tag = TagName(tag)
        }
        if buildHere { request.builds = .here }
        if !digests.isEmpty { request.digests = try digestAssignments(digests) }
        return request
    }
}

/// `COMPONENT=VERSION` pairs.
func assignments(_ texts: [String]) throws -> [ComponentID: Version] {
    var chosen: [ComponentID: Version] = [:]
    for text in texts {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { throw InputError.badAssignment(text) }
        chosen[ComponentID(String(parts[0]))] = try parsedVersion(String(parts[1]))
    }
    return chosen
}

/// `COMPONENT=sha256:HEX` pairs.
private func digestAssignments(_ texts: [String]) throws -> [ComponentID: String] {
    var digests: [ComponentID: String] = [:]
    for text in texts {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[1].wholeMatch(of: /sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}/) != nil else {
            throw ValidationError("--digest takes COMPONENT=sha256:HEX with 64 hexadecimal digits, not '\(text)'.")
        }
        digests[ComponentID(parts[0])] = parts[1]
    }
    return digests
}

private func parsedVersion(_ text: String) throws -> Version {
    // PEP 440 permits a `v`, which is meant for tags: it would be written into manifests.
    guard let version = Version(text), text.first?.isNumber == true else { throw InputError.badVersion(text) }
    return version
}

/// How to perform a run.
struct RunOptions: ParsableArguments, Sendable {
    @Option(
        name: [.customShort("j"), .long],
        help: "How many steps run at once. (default: as configured, or one for each core)")
    var parallelism: Int?

    @Flag(help: "Wait for another process that releases this workspace.")
    var wait = false

    func validate() throws { try checkParallelism(parallelism) }
}

/// Nothing runs with a parallelism of 0.
func checkParallelism(_ number: Int?) throws {
    guard let number, number < 1 else { return }
    throw ValidationError("--parallelism takes a number from 1, not \(number).")
}

/// A reason that is recorded for others has to say something.
func checkReason(_ reason: String) throws {
    guard reason.allSatisfy(\.isWhitespace) else { return }
    throw ValidationError("--reason must say why.")
}
