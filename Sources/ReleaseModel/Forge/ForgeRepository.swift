/// The name of a repository at a forge: `owner/name`.
///
/// Forges compare names without regard to case and show them in one spelling, so two spellings are equal here too.
package struct ForgeRepository: Sendable, Codable, CustomStringConvertible {
    /// A user or an organisation.
    package var owner: String
    package var name: String

    package init(owner: String, name: String) {
        self.owner = owner
        self.name = name
    }

    /// Reads `owner/name`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(ForgeRepository.isName) else { return nil }
        self.init(owner: parts[0], name: parts[1])
    }

    package var description: String { "\(owner)/\(name)" }

    /// What GitHub, Gitea and GitLab allow in both parts; anything else could lead a request elsewhere.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text != "." && text != ".."
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

extension ForgeRepository: Hashable {
    package static func == (left: ForgeRepository, right: ForgeRepository) -> Bool {
        left.description.lowercased() == right.description.lowercased()
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(description.lowercased()) }
}
