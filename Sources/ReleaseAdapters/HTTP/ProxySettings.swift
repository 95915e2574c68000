import Foundation
import ReleaseModel

/// The proxies that an environment names, and the hosts that are reached without one, by curl's rules.
///
/// `https_proxy` or `HTTPS_PROXY`, `all_proxy` or `ALL_PROXY`, and for plain HTTP `http_proxy`, in small letters only, since
/// web servers hand on a client's field as `HTTP_PROXY`. `no_proxy` or `NO_PROXY` lists hosts, each with everything below it,
/// addresses, and networks (`10.0.0.0/8`); `*` is all of them.
package struct ProxySettings: Sendable, Hashable {
    /// A proxy's address, as the variable has it, and the variable.
    package struct Proxy: Sendable, Hashable {
        package var address: String
        package var variable: String
    }

    private var plain: Proxy?
    private var secure: Proxy?
    /// As the variable has it.
    let exceptions: String

    package init(_ environment: [String: String]) {
        func first(_ names: String...) -> Proxy? {
            names.lazy.compactMap { name in
                environment[name].flatMap { $0.isEmpty ? nil : Proxy(address: $0, variable: name) }
            }.first
        }
        plain = first("http_proxy", "all_proxy", "ALL_PROXY")
        secure = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        exceptions = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
    }

    /// Of an address's scheme, whatever its host.
    func proxy(forSchemeOf address: String) -> Proxy? {
        address.lowercased().hasPrefix("https:") ? secure : plain
    }

    /// The proxy that requests to an address go through; nil: none.
    package func proxy(for address: String) -> Proxy? {
        guard let host = URLComponents(string: address)?.host, !isExcepted(host) else { return nil }
        return proxy(forSchemeOf: address)
    }

    /// How a host is reached, in words; nil where the environment names no proxy for it.
    package func route(to address: String) -> String? {
        guard let proxy = proxy(forSchemeOf: address), let host = URLComponents(string: address)?.host else {
            return nil
        }
        return self.proxy(for: address) == nil
            ? "\(host) is reached without the proxy that \(proxy.variable) names, as no_proxy says."
            : "\(host) is reached through the proxy \(shownAddress(proxy.address)), which \(proxy.variable) names."
    }

    private func isExcepted(_ host: String) -> Bool {
        let host = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        let entries = exceptions.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
        return exceptions.trimmingCharacters(in: .whitespaces) == "*"
            || entries.contains { entry in
                if let address = IPv4(host) { return entry == host || IPv4.network(entry, holds: address) }
                let name = entry.trimmingCharacters(in: CharacterSet(charactersIn: "."))
                return !name.isEmpty && (host == name || host.hasSuffix("." + name))
            }
    }
}

/// An address of four numbers.
private struct IPv4 {
    var bits: UInt32

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard parts.count == 4, text.split(separator: ".").count == 4 else { return nil }
        bits = parts.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// - Parameter text: `10.0.0.0/8`
    static func network(_ text: String, holds address: IPv4) -> Bool {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 2, let base = IPv4(parts[0]), let length = Int(parts[1]), (1...32).contains(length) else {
            return false
        }
        let mask = UInt32.max << (32 - length)
        return base.bits & mask == address.bits & mask
    }
}
