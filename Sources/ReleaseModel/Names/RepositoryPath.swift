/// Paths within a repository: `/` between the parts, no leading slash, `.` for the repository itself.
package enum RepositoryPath {
    package static func name(of path: String) -> Substring {
        path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    }

    /// The folder that a file or folder lies in.
    package static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// A path as written in a manifest of `folder`, without `.` and inner `..`; leading `../` stay.
    package static func joined(_ folder: String, _ path: String) -> String {
        var parts: [Substring] = []
        let isAbsolute = path.hasPrefix("/")
        for part in ((isAbsolute ? "" : folder + "/") + path).split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        if isAbsolute { return "/" + parts.joined(separator: "/") }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The folders around a path, itself first and `.` last.
    package static func selfAndAncestors(of folder: String) -> [String] {
        var folders = [folder]
        var current = folder
        while current != "." {
            current = RepositoryPath.folder(of: current)
            folders.append(current)
        }
        return folders
    }

    package static func isInside(_ path: String, folder: String) -> Bool {
        folder == "." || path == folder || path.hasPrefix(folder + "/")
    }

    /// Whether a pattern with `*`, `?` and `**`, as Cargo's `members` have them, names the path.
    package static func matches(_ path: String, pattern: String) -> Bool {
        let parts = path.split(separator: "/")
        let wanted = pattern.split(separator: "/").filter { $0 != "." }
        if wanted.isEmpty { return parts.isEmpty || parts == ["."] }
        return matches(parts, wanted)
    }

    /// As ``Wildcard`` does, with folders for characters.
    private static func matches(_ path: [Substring], _ pattern: [Substring]) -> Bool {
        var (at, wanted) = (0, 0)
        var star: (pattern: Int, path: Int)?
        while at < path.count {
            if wanted < pattern.count, pattern[wanted] == "**" {
                star = (wanted, at)
                wanted += 1
            } else if wanted < pattern.count, Wildcard(pattern[wanted]).matches(path[at]) {
                wanted += 1
                at += 1
            } else if let (starAt, from) = star {
                star = (starAt, from + 1)
                wanted = starAt + 1
                at = from + 1
            } else {
                return false
            }
        }
        return pattern[wanted...].allSatisfy { $0 == "**" }
    }
}
