import ReleaseModel
import ReleaseText

extension ReleasePleaseCheck {
    /// A null says nothing, so it fits everywhere.
    mutating func check(_ node: JSONNode, _ shape: ReleasePleaseShape) {
        guard !node.isNull else { return }
        switch shape {
        case .boolean: checkBoolean(node)
        case .text: if node.string == nil { wrongType(node, "a string") }
        case .count: checkCount(node)
        case .version: checkVersion(node)
        case .path: checkPath(node)
        case .name(let kind, let names): checkName(node, kind, names)
        case .texts: checkList(node, .text)
        case .labels: if node.string == nil { checkLabels(node) }
        case .list(let item): checkList(node, item)
        case .object(let object): check(node, object)
        case .extraFile: if node.string == nil { checkExtraFile(node) } else { checkPath(node) }
        case .plugin: checkPlugin(node)
        case .packages: checkPackages(node)
        }
    }

    private mutating func checkBoolean(_ node: JSONNode) {
        guard node.boolean == nil else { return }
        let meant = node.string.flatMap { ["true": "true", "false": "false"][$0.lowercased()] }
        wrongType(node, "true or false", meant.map { "Write `\($0)`, without quotes." })
    }

    private mutating func checkCount(_ node: JSONNode) {
        guard let text = node.number else { return wrongType(node, "a number") }
        guard wholeNumber(text) == nil else { return }
        report("number", at: node.range, "`\(text.prefix(80))` is not a whole number of at least 0.")
    }

    private mutating func checkVersion(_ node: JSONNode) {
        guard let text = node.string else { return wrongType(node, "a version in quotes") }
        guard !text.isEmpty, readableVersion(in: text) == nil else { return }
        report(
            "version", at: node.range, "`\(text.prefix(80))` is not a valid version.",
            "Write it with three numbers: `1.2.3`.")
    }

    private mutating func checkPath(_ node: JSONNode) {
        guard let text = node.string else { return wrongType(node, "a path") }
        if text.isEmpty {
            report("path", at: node.range, "This path is empty.", "Write a file of the repository.")
        } else if let problem = repositoryPathProblem(text) {
            report(
                "path", at: node.range, problem,
                "Write it relative to the package, or with a leading `/` to the repository.")
        }
    }

    private mutating func checkName(_ node: JSONNode, _ kind: String, _ names: [String]) {
        guard let text = node.string else { return wrongType(node, "a \(kind)") }
        guard !names.contains(text) else { return }
        unknownName(text, at: node, kind, names)
    }

    private mutating func unknownName(_ text: String, at node: JSONNode, _ kind: String, _ names: [String]) {
        guard !isFull(.error) else { return }
        report(
            "unknown-value", at: node.range, "`\(text.prefix(80))` is not a known \(kind).",
            nearestName(to: text, among: names).map { "Did you mean `\($0)`?" }
                ?? "Known are \(names.map { "`\($0)`" }.joined(separator: ", ")).")
    }

    private mutating func checkLabels(_ node: JSONNode) {
        guard node.items != nil else { return wrongType(node, "labels: a string with commas, or an array") }
        checkList(node, .text)
    }

    private mutating func checkExtraFile(_ node: JSONNode) {
        check(node, ReleasePleaseKeys.extraFile)
        let query = ["json": "jsonpath", "toml": "jsonpath", "yaml": "jsonpath", "xml": "xpath"]
        guard let type = node["type"]?.string, let key = query[type], node[key]?.string == nil else { return }
        let usual = type == "xml" ? "/*/version" : "$.version"
        report(
            "missing-key", at: node.range, "The key `\(key)` is missing in this extra file; `\(usual)` is taken.",
            "Add `\"\(key)\": \"\(usual)\"`.", severity: .warning)
    }

    private mutating func checkPlugin(_ node: JSONNode) {
        let type = node.string == nil ? node["type"] : node
        guard let type, let name = type.string else {
            if node.entries == nil { return wrongType(node, "a plugin's name, or an object with its `type`") }
            if let type, !type.isNull { return wrongType(type, "a plugin's name") }
            return report(
                "missing-key", at: node.range, "The key `type` is missing in a plugin.", "Add `\"type\": …` to it.")
        }
        guard let options = ReleasePleaseKeys.plugins[name] else {
            return unknownName(name, at: type, "plugin", ReleasePleaseKeys.plugins.keys.sorted())
        }
        if node.entries != nil {
            check(node, options)
            noteIgnored(node, of: name)
        } else if let first = options.required.first {
            report(
                "missing-key", at: node.range, "The plugin \(options.name) needs options, `\(first)` among them.",
                "Write `{ \"type\": \"\(name)\", \"\(first)\": … }`.")
        }
    }

    private mutating func noteIgnored(_ plugin: JSONNode, of name: String) {
        guard plugin["updateAllPackages"]?.boolean == true,
            let entry = plugin.entries?.last(where: { $0.key.text == "updateAllPackages" })
        else { return }
        report(
            "no-effect", at: entry.key.range,
            "`updateAllPackages` of `\(name)` has no effect here: what is not touched by a release is not updated.",
            "Remove it, or name the packages in `linked-versions`.", severity: .warning)
    }
}

extension JSONNode {
    var isNull: Bool { if case .null = content { true } else { false } }
}

/// A JSON number as a whole one, `500` and `5e2` alike; nil for any other.
func wholeNumber(_ text: String) -> Int? {
    guard let value = Int(text) ?? Double(text).flatMap({ Int(exactly: $0) }), value >= 0 else { return nil }
    return value
}
