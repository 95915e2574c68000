import Foundation
import ReleaseModel
import ReleaseText

/// What of a workflow's file decides when it runs, and what it runs.
struct WorkflowFile: Sendable {
    struct Job: Sendable {
        var name: String
        var labels: [String]
    }

    struct Input: Sendable {
        var name: String
        var isRequired: Bool
    }

    let path: String
    let name: String
    let jobs: [Job]
    /// What its runs are called, with expressions; nil: as the forge likes.
    let runName: String?
    /// Runs of one group wait for each other.
    let group: String?
    private let triggers: YAMLNode?

    init(path: String, bytes: [UInt8]) {
        self.path = path
        let root = YAMLReader(file: path, bytes: bytes, area: "workflow").root
        name = root?["name"]?.scalar?.text ?? path
        triggers = root?["on"]
        runName = root?["run-name"]?.scalar?.text
        group = root?["concurrency"].flatMap { $0.scalar?.text ?? $0["group"]?.scalar?.text }
        jobs = (root?["jobs"]?.entries ?? []).map { entry in
            let labels = entry.value["runs-on"].map(Self.texts) ?? []
            return Job(name: entry.value["name"]?.scalar?.text ?? entry.key.text, labels: labels)
        }
    }

    /// The name of a dispatched run.
    ///
    /// - Parameters:
    ///   - context: What the expressions before the last dot stand for: `inputs`, `github.event.client_payload`.
    ///   - values: By the names behind that dot.
    func title(_ context: [String], _ values: JSON) -> String? {
        runName.map { name in
            name.replacing(/\$\{\{\s*([A-Za-z_.]+)\.([A-Za-z0-9_-]+)\s*\}\}/) { match in
                context.contains(String(match.output.1)) ? values[String(match.output.2)]?.text ?? "" : ""
            }
        }
    }

    /// Whether it listens to an event at all.
    func listens(to event: String) -> Bool { trigger(event) != nil }

    /// Whether it listens to an activity of an event; without a list of activities, to the usual ones.
    func listens(to event: String, activity: String, usual: [String]?) -> Bool {
        guard let trigger = trigger(event) else { return false }
        let types = trigger.node?["types"].map(Self.texts) ?? usual
        return types?.contains(activity) ?? true
    }

    /// Whether filters of a push or pull request let a ref and its files through.
    func accepts(_ event: String, branch: String?, tag: String?, files: [String]) -> Bool {
        guard let trigger = trigger(event) else { return false }
        let filters = trigger.node
        func list(_ key: String) -> [String]? { filters?[key].map(Self.texts) }
        if let tag {
            if let tags = list("tags") { return tags.contains { fits(tag, $0) } }
            return list("branches") == nil && list("branches-ignore") == nil
        }
        if let branch {
            if let branches = list("branches"), !branches.contains(where: { fits(branch, $0) }) { return false }
            if let ignored = list("branches-ignore"), ignored.contains(where: { fits(branch, $0) }) { return false }
            if list("branches") == nil, list("branches-ignore") == nil, list("tags") != nil { return false }
        }
        if let paths = list("paths") { return files.contains { file in paths.contains { fits(file, $0) } } }
        if let ignored = list("paths-ignore") {
            return files.contains { file in !ignored.contains { fits(file, $0) } }
        }
        return true
    }

    /// The inputs that a dispatch may give.
    var inputs: [Input] {
        (trigger("workflow_dispatch")?.node?["inputs"]?.entries ?? []).map { entry in
            let isRequired = entry.value["required"]?.scalar?.text == "true" && entry.value["default"] == nil
            return Input(name: entry.key.text, isRequired: isRequired)
        }
    }

    /// `on` is a name, a list of names, or names with filters.
    private func trigger(_ event: String) -> (node: YAMLNode?, Void)? {
        guard let triggers else { return nil }
        if triggers.scalar?.text == event { return (nil, ()) }
        if let items = triggers.items { return items.contains { $0.scalar?.text == event } ? (nil, ()) : nil }
        return triggers[event].map { ($0, ()) }
    }

    private static func texts(_ node: YAMLNode) -> [String] {
        node.items?.compactMap { $0.scalar?.text } ?? node.scalar.map { [$0.text] } ?? []
    }
}

extension GitHubDouble {
    /// The workflows in a commit.
    func workflows(at commit: String, in id: Int) async throws -> [WorkflowFile] {
        let tree = try await git.commitObject(commit, in: id).tree
        guard let folder = try await git.entry(".github/workflows", of: tree, in: id), folder.type == "tree" else {
            return []
        }
        var found: [WorkflowFile] = []
        for entry in try await git.entries(of: folder.id, in: id) ?? []
        where entry.path.hasSuffix(".yml") || entry.path.hasSuffix(".yaml") {
            let bytes = try await git.object(entry.id, type: "blob", in: id) ?? []
            found.append(WorkflowFile(path: ".github/workflows/\(entry.path)", bytes: bytes))
        }
        return found
    }

    /// The id of a workflow, which its path keeps.
    func workflowID(_ path: String, in id: Int) async -> Int {
        if let known = await forge.repository(id)?.workflowIDs[path] { return known }
        let made = await forge.makeID()
        await forge.update(id) { $0.workflowIDs[path] = made }
        return made
    }
}
