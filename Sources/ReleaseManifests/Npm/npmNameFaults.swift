import ReleaseText

/// Why npm would refuse a new package of this name, a sentence each; empty where it would not.
///
/// See [the rules](https://docs.npmjs.com/cli/v10/configuring-npm/package-json#name).
package func npmNameFaults(_ name: String) -> [String] {
    if name.isEmpty { return ["A name needs at least one character."] }
    var faults: [String] = []
    if name.utf8.count > 214 { faults.append("A name has at most 214 characters.") }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isScoped = name.hasPrefix("@")
    if isScoped, parts.count != 2 || parts[0].utf8.count < 2 || parts[1].isEmpty {
        faults.append("A name with a scope has the form @scope/name.")
    } else if !isScoped, parts.count > 1 {
        faults.append("Only a name with a scope has a '/'.")
    }
    let own = parts.last ?? ""
    if own.hasPrefix(".") || own.hasPrefix("_") { faults.append("A name does not begin with '.' or '_'.") }
    if name.utf8.contains(where: { (0x41...0x5A).contains($0) }) { faults.append("A name has no capital letters.") }
    let letters = name.utf8.filter { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") }
    if !letters.allSatisfy({ $0.isWordOrHyphen || $0 == UInt8(ascii: ".") })
        || name.dropFirst().contains("@")
    {
        faults.append("A name has only letters, digits, '-', '.' and '_', so that it can stand in an address.")
    }
    if reservedNames.contains(name) { faults.append("'\(name)' is a name that Node keeps for itself.") }
    return faults
}

/// Node's own modules, and two names that would get in the way of files.
private let reservedNames: Set<String> = [
    "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram",
    "diagnostics_channel", "dns", "domain", "events", "favicon.ico", "fs", "http", "http2", "https", "inspector",
    "module", "net", "node_modules", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline",
    "repl", "stream", "string_decoder", "sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm",
    "wasi", "worker_threads", "zlib",
]
