import ReleaseModel
import ReleaseText

/// One `Package.swift`, read as text: only what is written out is found, nothing is computed.
struct SwiftManifest {
    let file: String
    let folder: String
    /// The package's name with its place; nil where none is written out.
    private(set) var name: (text: String, place: Place)?
    private(set) var requirements: [FoundRequirement] = []
    private(set) var binaries: [String] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// Each requirement that can be edited, then every other string.
    private(set) var scanned: ScannedFile
    private let scan: SwiftTokens
    private let places: TextPlaces
    private var counts: [String: Int] = [:]

    init(file: String, bytes: [UInt8]) {
        self.file = file
        folder = RepositoryPath.folder(of: file)
        scan = SwiftTokens(bytes)
        places = TextPlaces(file: file, bytes: bytes)
        scanned = ScannedFile(file: file, bytes: bytes)
        if let fault = scan.fault {
            note(.error, "unreadable", at: fault.offset, fault.message)
        } else {
            read()
        }
        scanned.diagnostics = diagnostics
    }

    private mutating func read() {
        guard let package = scan.calls(of: "Package", hasDot: false).first else { return }
        let named = scan.arguments(of: package).first { $0.label == "name" }
        guard let named, let text = scan.string(named) else {
            let start = scan.tokens[package - 1].range.lowerBound
            note(.warning, "no-name", at: start, "The package's name is not written out, so this file is left alone.")
            return
        }
        name = (text, places.place(at: scan.tokens[named.tokens.lowerBound].range.lowerBound))
        for call in scan.calls(of: "package", hasDot: true) { readDependency(scan.arguments(of: call)) }
        readBinaries()
        addStrings()
    }

    private mutating func readDependency(_ arguments: [SwiftTokens.Argument]) {
        func argument(_ label: String) -> SwiftTokens.Argument? { arguments.first { $0.label == label } }
        guard let first = arguments.first else { return }
        let place = places.place(at: first.range.lowerBound)
        let name = scan.string(argument("name"))
        if let path = scan.string(argument("path")) {
            let folder = RepositoryPath.joined(folder, path)
            requirements.append(
                FoundRequirement(
                    package: name ?? SwiftManifest.identity(folder), kind: .normal, requirement: nil, path: folder,
                    place: place, key: nil))
            return
        }
        guard let source = argument("url") ?? argument("id"), let address = scan.string(source) else { return }
        var found = FoundRequirement(
            package: name ?? SwiftManifest.identity(address), kind: .normal, requirement: nil, place: place, key: nil)
        if let index = arguments.firstIndex(where: { $0.range == source.range }), index + 1 < arguments.count {
            readRequirement(arguments[index + 1], of: &found)
        }
        requirements.append(found)
    }

    /// The argument behind the address.
    private mutating func readRequirement(_ argument: SwiftTokens.Argument, of found: inout FoundRequirement) {
        // Longer than any real requirement.
        guard argument.range.count < 1_000 else { return }
        let text = String(decoding: scanned.bytes[argument.range], as: UTF8.self)
        guard SwiftRequirement(text) != nil else {
            let words = scan.tokens[argument.tokens].map(\.text)
            guard argument.label == nil || argument.label == "from" || argument.label == "exact",
                !words.contains("branch"), !words.contains("revision")
            else { return }
            note(
                .warning, "invalid-requirement", at: argument.range.lowerBound,
                "'\(text.prefix(80))' is not a requirement of literal versions.")
            return
        }
        found.requirement = text
        found.place = places.place(at: argument.range.lowerBound)
        // What stands on several lines is understood, but not edited.
        guard !text.utf8.contains(where: { $0 < 0x20 }) else { return }
        let count = counts[found.package, default: 0]
        counts[found.package] = count + 1
        let path = ValuePath(keys: "dependencies", found.package)
        let key = (count == 0 ? path : path.appending(index: count)).description
        found.key = key
        scanned.values.append(ScannedValue(key: key, text: text, range: argument.range))
    }

    /// The last part of an address or path, in small letters and without `.git`; of `scope.name` in a registry all.
    static func identity(_ address: String) -> String {
        var name = address.split { $0 == "/" || $0 == ":" || $0 == "\\" }.last.map { $0.lowercased() } ?? ""
        if name.hasSuffix(".git") { name.removeLast(4) }
        return name
    }

    /// Products that are programs; where none is written, targets that are.
    private mutating func readBinaries() {
        for call in ["executable", "executableTarget"] {
            binaries = scan.calls(of: call, hasDot: true).compactMap { open in
                scan.string(scan.arguments(of: open).first { $0.label == "name" })
            }
            if !binaries.isEmpty { return }
        }
    }

    /// So that an edit is seen to leave them as they are; no edit names them.
    private mutating func addStrings() {
        let taken = scanned.values.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
        var next = taken[...]
        for token in scan.tokens where token.kind == .string {
            while let first = next.first, first.upperBound <= token.range.lowerBound { next.removeFirst() }
            if let first = next.first, first.contains(token.range.lowerBound) { continue }
            scanned.values.append(ScannedValue(key: "…", text: token.text, range: token.range))
        }
    }

    private mutating func note(_ severity: Diagnostic.Severity, _ code: String, at offset: Int, _ message: String) {
        diagnostics.append(
            Diagnostic(
                severity, code: "swift.\(code)", place: places.place(at: offset), message: message,
                excerpt: places.excerpt(at: offset)))
    }
}
