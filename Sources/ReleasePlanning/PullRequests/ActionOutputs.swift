import Foundation
package import ReleaseModel

/// The outputs of release-please's action that workflows use.
///
/// On plain git those are left out that only a forge knows: `html_url`, `upload_url`, `id`, `draft` of a release and
/// `prNumber`; `pr` and `prs` have what a pull request will be, without its number. The names and the `{path}--` prefix are
/// [the action's](https://github.com/googleapis/release-please-action#outputs).
package struct ActionOutputs: Sendable, Hashable {
    /// In the order in which they are printed; no name twice.
    package private(set) var values: [Value] = []

    package struct Value: Sendable, Hashable {
        package var name: String
        package var text: String
    }

    /// A component that was tagged.
    package struct Release: Sendable, Hashable, Codable {
        package var component: String
        package var path: String
        package var version: Version
        package var tag: TagName
        package var commit: CommitID
        package var notes: String
        /// Its release at the forge; nil on plain git.
        package var atForge: AtForge?

        package struct AtForge: Sendable, Hashable, Codable {
            package var id: Int
            package var isDraft: Bool
            package var address: String
            package var uploadAddress: String
            /// The pull request that released it; nil: none is known.
            package var pullRequest: Int?

            package init(id: Int, isDraft: Bool, address: String, uploadAddress: String, pullRequest: Int?) {
                self.id = id
                self.isDraft = isDraft
                self.address = address
                self.uploadAddress = uploadAddress
                self.pullRequest = pullRequest
            }
        }

        package init(
            component: String, path: String, version: Version, tag: TagName, commit: CommitID, notes: String
        ) {
            self.component = component
            self.path = path
            self.version = version
            self.tag = tag
            self.commit = commit
            self.notes = notes
        }
    }

    /// Of a command that releases. It says nothing of pull requests, so that a workflow can append both commands' outputs.
    package init(releases: [Release]) throws {
        add("releases_created", releases.isEmpty ? "false" : "true")
        add("paths_released", try json(releases.map(\.path)))
        for release in releases { add(release) }
    }

    /// Of a command that writes pull requests; the action counts only those that it created or changed.
    ///
    /// - Parameter numbers: Of the pull requests, in the same order; nil on plain git.
    package init(requests: [ReleasePullRequest], numbers: [Int]? = nil) throws {
        add("prs_created", requests.isEmpty ? "false" : "true")
        let summaries = requests.enumerated().map { index, request in
            Summary(request, number: numbers.flatMap { $0.indices.contains(index) ? $0[index] : nil })
        }
        if let first = summaries.first { add("pr", try json(first)) }
        if !summaries.isEmpty { add("prs", try json(summaries)) }
    }

    /// Of the proofs that a pull request is a release as Slipway writes it.
    package init(isProven: Bool) { add("proven", isProven ? "true" : "false") }

    private mutating func add(_ release: Release) {
        let prefix = release.path == "." ? "" : release.path + "--"
        let version = release.version
        let isNamed = !release.component.isEmpty
        add(prefix + "release_created", "true")
        add(prefix + "tag_name", release.tag.text)
        add(prefix + "version", version.text)
        let numbers = version.text.split(separator: ".", maxSplits: 2).map { $0.prefix { $0.isASCIIDigit } }
        for (name, number) in zip(["major", "minor", "patch"], numbers) { add(prefix + name, String(number)) }
        add(prefix + "sha", release.commit.text)
        add(prefix + "body", release.notes)
        add(prefix + "path", release.path)
        add(prefix + "name", (isNamed ? release.component + ": " : "") + "v" + version.text)
        guard let forge = release.atForge else { return }
        add(prefix + "id", String(forge.id))
        add(prefix + "draft", forge.isDraft ? "true" : "false")
        add(prefix + "html_url", forge.address)
        add(prefix + "upload_url", forge.uploadAddress)
        if let number = forge.pullRequest { add(prefix + "prNumber", String(number)) }
    }

    /// A path must not end a name or begin another output.
    private mutating func add(_ name: String, _ text: String) {
        let plain = name.unicodeScalars.map { scalar -> Unicode.Scalar in
            scalar.value < 0x20 || scalar.value == 0x7F || scalar == "=" || scalar == "<" ? "_" : scalar
        }
        values.append(Value(name: String(String.UnicodeScalarView(plain)), text: text))
    }

    private func json(_ value: some Encodable) throws -> String {
        String(decoding: try encodeJSON(value, isPretty: false), as: UTF8.self)
    }

    /// A pull request under the names that scripts know.
    private struct Summary: Encodable {
        var headBranchName: String
        var baseBranchName: String
        var number: Int?
        var title: String
        var body: String
        var labels: [String]
        var files: [String]

        init(_ request: ReleasePullRequest, number: Int?) {
            self.number = number
            headBranchName = request.branch
            baseBranchName = request.base
            title = request.title
            body = request.body
            labels = request.labels
            files = Set(request.edits.map(\.file)).sorted()
        }
    }

    /// As a GitHub runner reads them from its output file: `name=value`, and several lines between two marks that the
    /// value does not hold ([workflow commands](https://docs.github.com/actions/reference/workflow-commands-for-github-actions#multiline-strings)).
    package var runnerText: String {
        values.map { value in
            guard value.text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) else {
                return "\(value.name)=\(value.text)\n"
            }
            let mark = ActionOutputs.mark(for: value.text)
            return "\(value.name)<<\(mark)\n\(value.text)\n\(mark)\n"
        }.joined()
    }

    private static func mark(for text: String) -> String {
        var mark = "EOF_" + contentDigest(text)
        while text.contains(mark) { mark = "EOF_" + contentDigest(mark + text) }
        return mark
    }
}
