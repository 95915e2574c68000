import Foundation
import ReleaseModel

/// Name, address and time in a commit or a tag.
struct Signature: Sendable, Hashable {
    var name: String
    var email: String
    var date: Date

    /// `Ada <ada@example.org> 1767225600 +0000`
    init(parsing line: Substring) {
        let open = line.lastIndex(of: "<") ?? line.endIndex
        let close = line.lastIndex(of: ">") ?? line.endIndex
        name = line[..<open].trimmingCharacters(in: .whitespaces)
        email = open < close ? String(line[line.index(after: open)..<close]) : ""
        let rest = close < line.endIndex ? line[line.index(after: close)...].split(separator: " ") : []
        date = Date(timeIntervalSince1970: rest.first.flatMap { TimeInterval($0) } ?? 0)
    }

    init(name: String, email: String, date: Date) {
        self.name = name
        self.email = email
        self.date = date
    }

    var line: String { "\(name) <\(email)> \(Int(date.timeIntervalSince1970)) +0000" }

    var json: JSON { ["name": .string(name), "email": .string(email), "date": JSON(date)] }
}

struct CommitObject: Sendable, Hashable {
    var id: String
    var tree: String
    var parents: [String]
    var author: Signature
    var committer: Signature
    var message: String
    /// The signature in its head; nil where it is unsigned.
    var signature: String?

    /// The raw object, as git stores it.
    init(id: String, parsing bytes: some Collection<UInt8>) {
        self.id = id
        let text = String(decoding: bytes, as: UTF8.self)
        let headEnd = text.range(of: "\n\n")
        let head = headEnd.map { text[..<$0.lowerBound] } ?? text[...]
        message = headEnd.map { String(text[$0.upperBound...]) } ?? ""
        tree = ""
        parents = []
        author = Signature(name: "", email: "", date: .distantPast)
        committer = author
        var key = ""
        for line in head.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix(" ") {
                if key == "gpgsig" { signature = (signature ?? "") + "\n" + line.dropFirst() }
                continue
            }
            let parts = line.split(separator: " ", maxSplits: 1)
            key = parts.first.map(String.init) ?? ""
            let value = parts.count > 1 ? parts[1] : ""
            switch key {
            case "tree": tree = String(value)
            case "parent": parents.append(String(value))
            case "author": author = Signature(parsing: value)
            case "committer": committer = Signature(parsing: value)
            case "gpgsig", "gpgsig-sha256":
                key = "gpgsig"
                signature = String(value)
            default: break
            }
        }
    }

    /// Without the line end that git puts behind it.
    var shownMessage: String { message.hasSuffix("\n") ? String(message.dropLast()) : message }

    var title: String { message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? "" }

    /// What follows the title and an empty line.
    var bodyText: String {
        let rest = message.drop { $0 != "\n" }
        return rest.trimmingCharacters(in: .newlines)
    }
}

struct TagObject: Sendable {
    var id: String
    var object: String
    var type: String
    var name: String
    var tagger: Signature
    var message: String

    init(id: String, parsing bytes: [UInt8]) {
        self.id = id
        let text = String(decoding: bytes, as: UTF8.self)
        let headEnd = text.range(of: "\n\n")
        let head = headEnd.map { text[..<$0.lowerBound] } ?? text[...]
        message = headEnd.map { String(text[$0.upperBound...]) } ?? ""
        (object, type, name) = ("", "", "")
        tagger = Signature(name: "", email: "", date: Date(timeIntervalSince1970: 0))
        for line in head.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "object": object = String(parts[1])
            case "type": type = String(parts[1])
            case "tag": name = String(parts[1])
            case "tagger": tagger = Signature(parsing: parts[1])
            default: break
            }
        }
    }
}

/// An entry of a tree.
struct TreeEntry: Sendable, Hashable {
    var mode: String
    var type: String
    var id: String
    /// nil for what is no file.
    var size: Int?
    var path: String
}

/// A file that differs between two commits.
struct ChangedFile: Sendable, Hashable {
    var path: String
    var formerPath: String?
    var status: String
    var blob: String?
    var additions: Int
    var deletions: Int
}
