import ReleaseConfig
import ReleaseModel

/// Collects the keys of one `slipway.yaml` mapping and the account of them.
struct MappedOptions {
    /// A key with what becomes of it; the same of several packages is one row of the account.
    struct Row: Hashable {
        var key: String
        var becomes: String?
        var note: String
    }

    var entries: [DraftEntry] = []
    private(set) var rows: [Row] = []

    /// A key that is kept as it is: `path` names it, `versioning.strategy` or `exclude-paths`.
    mutating func keep(_ key: String, as path: String, _ value: DraftValue?, _ note: String = "") {
        guard let value else { return }
        rows.append(Row(key: key, becomes: path, note: note))
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let name = parts.last, let group = parts.first else {
            entries.append(DraftEntry(path, value))
            return
        }
        add(DraftEntry(name, value), to: group)
    }

    private mutating func add(_ entry: DraftEntry, to group: String) {
        if let index = entries.firstIndex(where: { $0.key == group }), case .mapping(let inner) = entries[index].value {
            entries[index].value = .mapping(inner + [entry])
        } else {
            entries.append(DraftEntry(group, .mapping([entry])))
        }
    }

    /// A key that is not kept, if it says something.
    mutating func drop(_ key: String, if isSet: Bool, _ note: String) {
        if isSet { rows.append(Row(key: key, becomes: nil, note: note)) }
    }

    /// A key that something else stands for, if it says something.
    mutating func replace(_ key: String, if isSet: Bool, by other: String, _ note: String) {
        if isSet { rows.append(Row(key: key, becomes: other, note: note)) }
    }
}

/// A switch that differs from its default; nil for one that does not.
func changed(_ flag: Bool, from usual: Bool) -> DraftValue? { flag == usual ? nil : .flag(flag) }

/// A text that differs from its default; nil for one that does not.
func changed(_ text: String?, from usual: String?) -> DraftValue? {
    guard let text, text != usual else { return nil }
    return .text(text)
}
