import Foundation

/// An address within this server. It always begins with a slash and a name, so it leads to no other site.
package struct Address: Sendable, Hashable {
    private var segments: [String]
    private var query: [(name: String, value: String)] = []
    private var fragment: String?

    /// - Parameter segments: Not encoded; an empty last one ends the address with a slash.
    package init(_ segments: [String]) { self.segments = segments }

    package init(_ segments: String...) { self.init(segments) }

    package func at(_ more: String...) -> Address {
        var copy = self
        if copy.segments.last == "" { copy.segments.removeLast() }
        copy.segments += more
        return copy
    }

    /// With a parameter; nil or empty: without it.
    package func with(_ name: String, _ value: String?) -> Address {
        var copy = self
        copy.query.removeAll { $0.name == name }
        if let value, !value.isEmpty { copy.query.append((name, value)) }
        return copy
    }

    package func marked(_ fragment: String) -> Address {
        var copy = self
        copy.fragment = fragment
        return copy
    }

    package var text: String {
        let path = "/" + segments.map(Address.encoded).joined(separator: "/")
        let query = query.map { "\(Address.encoded($0.name))=\(Address.encoded($0.value))" }.joined(separator: "&")
        return path + (query.isEmpty ? "" : "?" + query) + (fragment.map { "#" + Address.encoded($0) } ?? "")
    }

    /// What is left as it is: letters, digits and `-._~:@`.
    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@")

    private static func encoded(_ text: String) -> String {
        // A segment of dots alone would be read as another folder.
        let isDots = !text.isEmpty && text.allSatisfy { $0 == "." }
        if isDots { return text.map { _ in "%2E" }.joined() }
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    package static func == (left: Address, right: Address) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// The addresses of one workspace's pages.
package struct Places: Sendable, Hashable {
    package let workspace: String

    package init(workspace: String) { self.workspace = workspace }

    package var overview: Address { Address("w", workspace, "") }
    package var runs: Address { Address("w", workspace, "runs") }
    package var plan: Address { Address("w", workspace, "plan") }
    package var decide: Address { Address("w", workspace, "decide") }
    package var deliveries: Address { Address("w", workspace, "deliveries") }
    package var live: Address { Address("w", workspace, "live") }
    package func run(_ id: String) -> Address { runs.at(id) }
    package func plan(_ digest: String) -> Address { Address("w", workspace, "plans", digest) }
    package func delivery(_ number: Int) -> Address { deliveries.at(String(number)) }
    package func step(_ step: String, attempt: Int, of run: String) -> Address {
        runs.at(run, "steps", step, String(attempt))
    }
}

package enum CommonPlaces {
    package static let home = Address([""])
    package static let signIn = Address("sign-in")
    package static let signOut = Address("sign-out")
    package static let settings = Address("settings")
}
