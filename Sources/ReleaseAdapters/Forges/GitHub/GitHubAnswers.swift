import Foundation

/// The fields that every request has. The version is the older one, which github.com and Enterprise Server both have,
/// and whose pull requests say their merge commit.
let gitHubFields: [HTTPRequest.Field] = [
    .init("Accept", "application/vnd.github+json"), .init("X-GitHub-Api-Version", "2022-11-28"),
]

/// A moment as GitHub writes it, `2026-01-31T12:00:00Z`, with or without fractions and offsets; nil for anything else.
func gitHubDate(_ text: String) -> Date? {
    (try? Date(text, strategy: .iso8601))
        ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
}

/// Reads GitHub's JSON: names with underscores, moments as texts.
func gitHubDecoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.dateDecodingStrategy = .custom { decoder in
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let date = gitHubDate(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a moment"))
        }
        return date
    }
    return decoder
}

/// The addresses of the other pages that an answer names: `<https://…?page=2>; rel="next"`.
///
/// Source: [RFC 8288](https://www.rfc-editor.org/rfc/rfc8288#section-3).
func linkedPages(_ field: String) -> [String: String] {
    var links: [String: String] = [:]
    for part in field.split(separator: ",") {
        guard let open = part.firstIndex(of: "<"), let close = part[open...].firstIndex(of: ">") else { continue }
        let address = String(part[part.index(after: open)..<close])
        for parameter in part[close...].split(separator: ";").dropFirst() {
            let words = parameter.split(separator: "=", maxSplits: 1).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            }
            if words.count == 2, words[0] == "rel" { links[words[1]] = address }
        }
    }
    return links
}
