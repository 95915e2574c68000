/// A package's path as it is compared: without a leading `./` and slashes at its ends; `.` is the repository's root.
package func packagePath(_ written: String) -> String {
    var path = written[...]
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    while path.hasPrefix("/") { path = path.dropFirst() }
    while path.hasSuffix("/") { path = path.dropLast() }
    return path.isEmpty ? "." : String(path)
}
