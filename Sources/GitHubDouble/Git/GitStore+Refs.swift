import Foundation
import ReleasePorts

/// A ref and what it points to.
struct Ref: Sendable, Hashable {
    /// `refs/heads/main`
    var name: String
    var object: String
    /// `commit` or `tag`; `blob` and `tree` are possible too.
    var type: String
    /// The commit behind a tag object.
    var peeled: String

    var branch: String? { name.hasPrefix("refs/heads/") ? String(name.dropFirst(11)) : nil }
    var tag: String? { name.hasPrefix("refs/tags/") ? String(name.dropFirst(10)) : nil }
}

extension GitStore {
    /// All refs below some prefixes, in the order of their names.
    func refs(_ prefixes: [String], in id: Int) async throws -> [Ref] {
        let format = "%(refname)%09%(objectname)%09%(objecttype)%09%(*objectname)"
        let text = try await run(["for-each-ref", "--format=\(format)"] + prefixes, in: id)
        return text.split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Ref(name: parts[0], object: parts[1], type: parts[2], peeled: parts[3].isEmpty ? parts[1] : parts[3])
        }
    }

    /// Exactly this ref; nil where there is none.
    func ref(_ name: String, in id: Int) async throws -> Ref? {
        guard isValidRefName(name) else { return nil }
        return try await refs([name], in: id).first { $0.name == name }
    }

    /// Ref names are data: nothing in them may be taken for a pattern or an option.
    func isValidRefName(_ name: String) -> Bool {
        name.hasPrefix("refs/") && name.split(separator: "/", omittingEmptySubsequences: false).count > 2
            && !name.contains("..") && !name.contains("//") && !name.hasSuffix("/") && !name.hasSuffix(".lock")
            && !name.hasSuffix(".") && !name.contains("@{")
            && name.unicodeScalars.allSatisfy {
                $0.value > 32 && $0.value != 127 && !"~^:?*[\\".unicodeScalars.contains($0)
            }
    }

    /// Moves, makes or deletes (nil) a ref if it is still where it was.
    func update(_ name: String, to new: String?, from old: String?, in id: Int) async throws -> Bool {
        let zero = String(repeating: "0", count: 40)
        let arguments =
            if let new { ["update-ref", name, new, old ?? zero] } else { ["update-ref", "-d", name, old ?? zero] }
        return try await result(arguments, in: id).hasSucceeded
    }

    /// The commit that a branch, a tag, a full ref or an id means; nil where there is none.
    func commit(_ name: String, in id: Int) async throws -> String? {
        guard !name.isEmpty, !name.hasPrefix("-") else { return nil }
        for candidate in ["refs/heads/\(name)", "refs/tags/\(name)", "refs/\(name)", name] {
            if candidate.hasPrefix("refs/"), let ref = try await ref(candidate, in: id) { return ref.peeled }
        }
        guard name.count >= 4, name.allSatisfy(\.isHexDigit) else { return nil }
        return try await answer(["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"], in: id)
    }

    /// The type of an object; nil where it does not exist.
    func type(of object: String, in id: Int) async throws -> String? {
        guard object.count == 40, object.allSatisfy(\.isHexDigit) else { return nil }
        return try await answer(["cat-file", "-t", object], in: id)
    }

    func isAncestor(_ old: String, of new: String, in id: Int) async throws -> Bool {
        try await result(["merge-base", "--is-ancestor", old, new], in: id).hasSucceeded
    }
}
