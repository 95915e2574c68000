import ReleaseText

/// What makes a path leave the folder it is relative to; nil where it stays inside.
func pathProblem(_ path: String, mayLeave: Bool = false) -> (message: String, suggestion: String?)? {
    if path.hasPrefix("/") || path.hasPrefix("~") || path.contains("\\") || hasDrive(path) {
        return ("The path `\(path)` is not relative with `/` as separator.", "Write it relative to its folder.")
    }
    guard !mayLeave else { return nil }
    var depth = 0
    for part in path.split(separator: "/") {
        if part == ".." { depth -= 1 } else if part != "." { depth += 1 }
        if depth < 0 {
            return ("The path `\(path)` leaves the folder it is relative to.", "Remove the `..`.")
        }
    }
    return nil
}

/// `C:…`, which one system would take as absolute.
private func hasDrive(_ path: String) -> Bool {
    path.dropFirst().first == ":" && path.first?.isLetter == true
}
