import ReleaseModel

/// What another system's event says, under whichever of the customary names.
struct DispatchPayload: Sendable, Hashable {
    /// `version`, `tag` or `release_version`; a leading `v` is not part of it.
    let version: Version?
    /// `sha`, `source_sha` or `commit`: of the sender's repository.
    let commit: CommitID?
    /// Who sent it: `repo`, `source_repo`, `source` or `triggered_by`.
    let source: String?
    /// `timestamp`: tells apart what names neither version nor commit.
    let moment: String?

    /// - Throws: Which value can't be used.
    init(_ dispatch: DispatchEvent) throws(TriggerReason) {
        func first(_ names: [String]) -> (name: String, value: String)? {
            names.lazy.compactMap { name in
                dispatch.values[name].flatMap { $0.isEmpty ? nil : (name, $0) }
            }.first
        }
        if let found = first(["version", "release_version", "tag"]) {
            let text = found.value.hasPrefix("v") ? String(found.value.dropFirst()) : found.value
            version = Version(text)
            if version == nil, found.name != "tag" {
                throw TriggerReason(
                    .badValue,
                    "The event '\(dispatch.type)' has the value '\(found.value)' for \(found.name), which is not a version."
                )
            }
        } else {
            version = nil
        }
        if let found = first(["sha", "source_sha", "commit"]) {
            guard found.value.utf8.count >= 7, found.value.utf8.count <= 64, found.value.allSatisfy(\.isHexDigit) else {
                throw TriggerReason(
                    .badValue,
                    "The event '\(dispatch.type)' has the value '\(found.value)' for \(found.name), which is not a commit."
                )
            }
            commit = CommitID(found.value.lowercased())
        } else {
            commit = nil
        }
        source = first(["repo", "source_repo", "source", "triggered_by"])?.value
        moment = first(["timestamp"])?.value
    }

    /// What a type is beside a pattern in which `{component}` may stand for a name.
    enum Match: Equatable {
        case different
        /// The same, without a component's name.
        case same
        case named(String)
    }

    static func match(_ type: String, with pattern: String) -> Match {
        guard let place = pattern.firstRange(of: "{component}") else { return type == pattern ? .same : .different }
        let (before, behind) = (pattern[..<place.lowerBound], pattern[place.upperBound...])
        guard type.hasPrefix(before), type.hasSuffix(behind), type.count > before.count + behind.count else {
            return .different
        }
        return .named(String(type.dropFirst(before.count).dropLast(behind.count)))
    }
}
