/// What is wrong with a connection string of PostgreSQL's; nil where it can be used. Never shows any of it, since it may
/// hold a password.
///
/// Both forms are known: `host=db dbname=releases` and `postgresql://db/releases`
/// ([source](https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING)).
package func connectionStringProblem(_ text: String) -> (message: String, suggestion: String?)? {
    let scalars = Array(text.unicodeScalars)
    let keywords: [String]?
    if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
        let rest = String(text.drop { $0 != "/" }.dropFirst(2))
        if hasPasswordOfUser(rest) { return passwordProblem }
        keywords = parameters(of: rest)
    } else {
        keywords = ConnectionKeywords(scalars).read()
    }
    guard let keywords, !scalars.contains(where: { $0.value == 0 }) else {
        return (
            "This is not a PostgreSQL connection string.",
            "Write one such as `host=db.example.org dbname=releases user=slipway`."
        )
    }
    return keywords.contains { ["password", "sslpassword"].contains($0) } ? passwordProblem : nil
}

private let passwordProblem: (message: String, suggestion: String?) = (
    "The address contains a password.",
    "Remove it, and set PGPASSWORD, or write it into ~/.pgpass (PGPASSFILE) or a service file (`service=NAME`)."
)

/// `user:password@host/…`, without the scheme.
private func hasPasswordOfUser(_ rest: String) -> Bool {
    let authority = rest.prefix { !"/?".contains($0) }
    guard let at = authority.lastIndex(of: "@") else { return false }
    guard let colon = authority[..<at].firstIndex(of: ":") else { return false }
    return authority.index(after: colon) < at
}

/// The names behind `?`, decoded.
private func parameters(of rest: String) -> [String]? {
    guard let mark = rest.firstIndex(of: "?") else { return [] }
    return rest[rest.index(after: mark)...].split(separator: "&").map { pair in
        decoded(pair.prefix { $0 != "=" })
    }
}

/// A text without its `%61`; what is none stays as it is.
private func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2,
            let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        {
            bytes.append(value)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Reads `keyword = value`, where a value may be quoted, and `\` takes the next character as it is.
private struct ConnectionKeywords {
    private var rest: ArraySlice<Unicode.Scalar>

    init(_ scalars: [Unicode.Scalar]) { rest = scalars[...] }

    /// - Returns: The keywords; nil for what can't be read, or says nothing.
    mutating func readAll() -> [String]? {
        var keywords: [String] = []
        skipSpace()
        while !rest.isEmpty {
            let keyword = rest.prefix { $0 != "=" && !$0.properties.isWhitespace }
            rest = rest.dropFirst(keyword.count)
            skipSpace()
            guard !keyword.isEmpty, rest.popFirst() == "=" else { return nil }
            skipSpace()
            guard skipValue() else { return nil }
            keywords.append(String(String.UnicodeScalarView(keyword)))
            skipSpace()
        }
        return keywords.isEmpty ? nil : keywords
    }

    func read() -> [String]? {
        var copy = self
        return copy.readAll()
    }

    private mutating func skipSpace() { rest = rest.drop { $0.properties.isWhitespace } }

    /// - Returns: false where a quotation has no end.
    private mutating func skipValue() -> Bool {
        let isQuoted = rest.first == "'"
        if isQuoted { rest = rest.dropFirst() }
        while let next = rest.first {
            if !isQuoted, next.properties.isWhitespace { return true }
            rest = rest.dropFirst()
            if next == "\\" { rest = rest.dropFirst() }
            if isQuoted, next == "'" { return true }
        }
        return !isQuoted
    }
}
