/// An address for people: without what stands before `@`, behind `?` and behind `#`.
package func shownAddress(_ address: String) -> String {
    var shown = String(address.prefix { $0 != "?" && $0 != "#" })
    guard let scheme = shown.firstRange(of: "://") else { return shown }
    let host = shown[scheme.upperBound...].prefix { $0 != "/" }
    if let at = host.lastIndex(of: "@") { shown.removeSubrange(scheme.upperBound...at) }
    return shown
}

/// A text in which every address shows `***` in place of its user, its query and its fragment: each of them may be a
/// token.
///
/// - Parameter text: Such as the words of another program; an address ends at a space, a quotation mark or an angle bracket.
package func withoutSecrets(_ text: String) -> String {
    guard text.contains("://") else { return text }
    // Up to the last `@` before a slash, whatever precedes it: passwords can contain anything.
    let address = /(:\/\/)([^\/\s'"`<>]*@)?([^\s'"`<>?#]*)(\?[^\s'"`<>#]*)?(#[^\s'"`<>]*)?/
    return text.replacing(address) { match in
        let (_, scheme, user, rest, query, fragment) = match.output
        return
            "\(scheme)\(user == nil ? "" : "***@")\(rest)\(query == nil ? "" : "?***")\(fragment == nil ? "" : "#***")"
    }
}
