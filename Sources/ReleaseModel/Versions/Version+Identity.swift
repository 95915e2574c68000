extension Version {
    /// One text for all spellings of a version: two versions are equal where theirs are. For keys of tables, not for people.
    package var identity: String {
        let numbers = release.map(String.init).joined(separator: ".")
        let parts = prerelease.map { part in
            switch part {
            case .number(let number): "\(number)"
            // A text may consist of digits and is still a text.
            case .text(let text): "'" + text
            }
        }
        return "\(epoch)!" + numbers + (parts.isEmpty ? "" : "-" + parts.joined(separator: "."))
            + (post.map { "+\($0)" } ?? "")
    }
}
