/// The requested stage of a release's versions.
package enum ReleaseStage: Sendable, Hashable {
    /// A prerelease with this label: `beta` makes `1.3.0-beta.1`.
    case prerelease(String)
    /// The stable version of the current prerelease.
    case graduation
}

/// As a text: `graduation`, `prerelease:beta`.
extension ReleaseStage: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let parts = text.split(separator: ":", maxSplits: 1)
        if text == "graduation" {
            self = .graduation
        } else if parts.count == 2, parts[0] == "prerelease" {
            self = .prerelease(String(parts[1]))
        } else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "'\(text)' is not a release stage")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .prerelease(let label): try container.encode("prerelease:\(label)")
        case .graduation: try container.encode("graduation")
        }
    }
}
