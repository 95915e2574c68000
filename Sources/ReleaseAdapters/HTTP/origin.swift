import Foundation

/// Scheme, host and port of an address: what a credential is meant for. nil where it has no host.
func origin(_ address: String) -> String? {
    guard let parts = URLComponents(string: address), let scheme = parts.scheme?.lowercased(), let host = parts.host
    else { return nil }
    return "\(scheme)://\(host.lowercased()):\(parts.port ?? (scheme == "https" ? 443 : 80))"
}
