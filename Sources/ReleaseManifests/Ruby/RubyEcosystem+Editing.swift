package import ReleaseModel
import ReleaseText

extension RubyEcosystem {
    package func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue? {
        switch form(of: file) {
        case .values(let form): return try form.find(key, in: file, bytes: bytes)
        case .lists(let scan):
            let listing = scan(bytes)
            guard let list = listing.lists.first(where: { $0.key == key }) else {
                return try ValueForm.scanned { scan($0).scanned }.find(key, in: file, bytes: bytes)
            }
            return FoundValue(text: list.text, place: listing.source.place(of: list.literals[0]))
        }
    }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        if let stray = edits.first(where: { $0.file != file }) { throw .notFound(file: file, key: stray.key) }
        switch form(of: file) {
        case .values(let form): return try form.apply(edits, to: file, bytes: bytes)
        case .lists(let scan): return try RubyEcosystem.edited(edits, of: file, bytes: bytes, scanning: scan)
        }
    }

    private enum Form {
        case values(ValueForm)
        /// Where texts that stand in a list are one value together.
        case lists(([UInt8]) -> RubyListing)
    }

    private func form(of file: String) -> Form {
        switch RepositoryPath.name(of: file) {
        case let name where RubyEcosystem.isLock(name): .values(.scanned { GemfileLock(file: file, bytes: $0).scanned })
        case "Gemfile": .lists { Gemfile(file: file, bytes: $0).listing($0) }
        case let name where name.hasSuffix(".gemspec"): .lists { Gemspec(file: file, bytes: $0).listing($0) }
        default: .values(.scanned { RubyConstants(file: file, bytes: $0).scanned })
        }
    }

    /// Edits texts one by one, and then those lists of texts that become longer or shorter.
    private static func edited(
        _ edits: [FileEdit], of file: String, bytes: [UInt8], scanning scan: @escaping ([UInt8]) -> RubyListing
    ) throws(EditError) -> [UInt8] {
        let before = scan(bytes)
        let lists = Dictionary(before.lists.map { ($0.key, $0) }) { first, _ in first }
        var single: [FileEdit] = []
        var spliced: [FileEdit] = []
        for edit in edits {
            guard let list = lists[edit.key] else {
                try check(edit, before)
                single.append(edit)
                continue
            }
            if let parts = try list.edits(of: edit, at: before.source.place(of: list.literals[0])) {
                single += parts
            } else {
                spliced.append(edit)
            }
        }
        var bytes = try ValueForm.scanned { scan($0).scanned }.apply(single, to: file, bytes: bytes)
        for edit in spliced { bytes = try splice(edit, into: bytes, scanning: scan) }
        return bytes
    }

    /// What RubyGems would refuse is not written.
    private static func check(_ edit: FileEdit, _ listing: RubyListing) throws(EditError) {
        guard edit.key == "version", case .set(let from, let to) = edit.change, RubyVersion(to) == nil,
            let found = listing.scanned.value("version"), found.text == from,
            let token = listing.source.tokens.first(where: { $0.range == found.range })
        else { return }
        throw .unsupported(
            place: listing.source.place(of: token), key: edit.key, why: "'\(to)' is not a valid gem version")
    }

    private static func splice(
        _ edit: FileEdit, into bytes: [UInt8], scanning scan: @escaping ([UInt8]) -> RubyListing
    ) throws(EditError) -> [UInt8] {
        let before = scan(bytes)
        let (_, to) = try edit.replacedTexts()
        guard let list = before.lists.first(where: { $0.key == edit.key }) else {
            throw .notFound(file: edit.file, key: edit.key)
        }
        guard RubyRequirement(to) != nil else {
            throw .unsupported(
                place: before.source.place(of: list.literals[0]), key: edit.key,
                why: "'\(to)' is not a valid gem requirement")
        }
        let parts = RubyRequirementList.parts(of: to)
        let new = parts.map { Array($0.utf8) }.joined(separator: list.joint(in: bytes))
        let result = bytes[..<list.range.lowerBound] + new + bytes[list.range.upperBound...]
        let after = scan(Array(result))
        func texts(_ listing: RubyListing, _ key: (RubyRequirementList) -> String) -> [String] {
            listing.lists.map { "\($0.key) \($0.key == edit.key ? key($0) : $0.text)" }
        }
        let wanted = parts.joined(separator: ", ")
        guard texts(after, \.text) == texts(before, { _ in wanted }), after.others == before.others else {
            throw .notVerified(
                file: edit.file, key: edit.key, why: "'\(wanted)' was meant, and something else is there")
        }
        return Array(result)
    }
}

/// What can be edited in a gemspec or Gemfile.
struct RubyListing {
    var source: RubySource
    var lists: [RubyRequirementList]
    var scanned: ScannedFile

    /// Texts by key of what belongs to no list.
    fileprivate var others: [String] {
        let inLists = Set(lists.flatMap(\.values).map(\.key))
        return scanned.values.filter { !inLists.contains($0.key) }.map { "\($0.key) \($0.text)" }
    }
}

extension Gemspec {
    fileprivate func listing(_ bytes: [UInt8]) -> RubyListing {
        RubyListing(source: source, lists: lists, scanned: scanned(bytes))
    }
}

extension Gemfile {
    fileprivate func listing(_ bytes: [UInt8]) -> RubyListing {
        RubyListing(source: source, lists: lists, scanned: scanned(bytes))
    }
}
