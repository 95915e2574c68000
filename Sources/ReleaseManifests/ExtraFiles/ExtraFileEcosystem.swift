package import ReleaseModel
import ReleaseText

/// Versions in files that no ecosystem knows: a place in JSON, TOML, YAML or XML, or lines with a marker.
///
/// Which files is said by the configuration (`extra-files`), so nothing is found by itself. Edit keys begin with the way
/// in which the value was found: `json:app.version`, `marker[0]`.
package struct ExtraFileEcosystem: EditingEcosystem {
    package let name = EcosystemName.extraFile

    package init() {}

    /// Files of a name that shows what they repeat; every other one is named by the configuration.
    package func isManifest(path: String) -> Bool { CompanionFile.isNamed(path) }

    /// Which values count.
    package enum Reading: Sendable {
        /// Those that are versions, with or without a `v`.
        case versions
        /// What release-please writes to: texts in JSON that hold a version, and in other formats whatever stands there.
        case asReleasePlease
    }

    /// The versions that one file says, and parts of them, whose keys ``VersionPart`` knows.
    ///
    /// - Returns: What is wrong beside them: a query that is none or finds nothing, a file that can't be parsed.
    package func sources(
        in file: String, bytes: [UInt8], as kind: ExtraFileConfiguration.Kind, query: String?,
        pattern: String? = nil, reading: Reading = .versions
    ) -> (sources: [VersionSource], diagnostics: [Diagnostic]) {
        if let pattern { return sources(in: file, bytes: bytes, around: pattern) }
        let places = TextPlaces(file: file, bytes: bytes)
        var diagnostics: [Diagnostic] = []
        func fault(_ code: String, _ message: String, _ suggestion: String) {
            diagnostics.append(
                Diagnostic(
                    code: "extra-file.\(code)", place: Place(file: file, line: 1, column: 1), message: message,
                    suggestion: suggestion))
        }
        var found: [ScannedValue] = []
        for format in formats(for: file, kind) {
            let isOnly = kind != .automatic
            do throws(QueryFault) {
                let values = try values(in: file, bytes: bytes, format, query)
                if values.isEmpty, isOnly {
                    fault(
                        "no-match", "\(description(of: format, query)) finds nothing.",
                        "Correct it, or remove the entry.")
                }
                found += values
            } catch {
                // A file of any kind may have markers; only explicitly requested formats must be readable.
                switch error {
                case .unreadable(let faults): if isOnly { diagnostics += faults }
                case .badQuery(let reason): fault("query", reason, "Write it as the documentation of extra-files says.")
                }
            }
        }
        if found.isEmpty, diagnostics.isEmpty {
            fault(
                "no-version", "No version is found here.",
                "Mark its line with x-slipway-version in a comment, or say where it is with type and jsonpath.")
        }
        let sources = found.map { value in
            VersionSource(
                ecosystem: name, place: places.place(at: value.range.lowerBound), key: value.key, value: value.text)
        }
        let counted = sources.filter { source in
            switch reading {
            case _ where VersionPart(key: source.key) != nil: true
            case .versions: isVersion(source, &diagnostics)
            case .asReleasePlease: isEditable(source, bytes, &diagnostics)
            }
        }
        return (counted, diagnostics)
    }

    /// Every place that a pattern fits.
    private func sources(
        in file: String, bytes: [UInt8], around pattern: String
    ) -> (sources: [VersionSource], diagnostics: [Diagnostic]) {
        let start = Place(file: file, line: 1, column: 1)
        guard let parsed = VersionPattern(pattern) else {
            let fault = Diagnostic(
                code: "extra-file.pattern", place: start,
                message: "The pattern '\(pattern.prefix(80))' has no {version}, {major}, {minor} or {patch}.",
                suggestion: "Write the text around the version: 'VERSION = \"{version}\"'.")
            return ([], [fault])
        }
        let places = TextPlaces(file: file, bytes: bytes)
        let found = parsed.scanned(file, bytes).values.map { value in
            VersionSource(
                ecosystem: name, place: places.place(at: value.range.lowerBound), key: value.key, value: value.text,
                part: parsed.part(of: value.key))
        }
        guard found.isEmpty else { return (found, []) }
        let fault = Diagnostic(
            code: "extra-file.no-match", place: start, message: "The pattern '\(pattern.prefix(80))' finds nothing.",
            suggestion: "Correct it, or remove the entry.")
        return ([], [fault])
    }

    /// Whether release-please's text can be written in the place of this one.
    private func isEditable(_ source: VersionSource, _ bytes: [UInt8], _ diagnostics: inout [Diagnostic]) -> Bool {
        if source.key.hasPrefix("json:"), replacingFirstVersion(in: source.value, with: "0.0.0") == nil {
            diagnostics.append(noVersion(source))
            return false
        }
        let edit = FileEdit(
            ecosystem: name, file: source.place.file, key: source.key, from: source.value, to: "0.0.0")
        do throws(EditError) {
            _ = try apply([edit], to: source.place.file, bytes: bytes)
            return true
        } catch {
            diagnostics.append(
                Diagnostic(
                    code: "extra-file.no-version", place: source.place,
                    message: "'\(source.value.prefix(60))' at \(source.key) can't be replaced by a version here.",
                    suggestion: "Write a version there by hand once, or remove the entry."))
            return false
        }
    }

    private func noVersion(_ source: VersionSource) -> Diagnostic {
        Diagnostic(
            code: "extra-file.no-version", place: source.place,
            message: "'\(source.value.prefix(60))' at \(source.key) is not a valid version.")
    }

    private func isVersion(_ source: VersionSource, _ diagnostics: inout [Diagnostic]) -> Bool {
        if SpelledVersion(source.value) != nil { return true }
        diagnostics.append(noVersion(source))
        return false
    }

    private enum Format { case json, toml, yaml, xml, marker }

    /// The file's own format first, then markers, for an entry that says only a path.
    private func formats(for file: String, _ kind: ExtraFileConfiguration.Kind) -> [Format] {
        switch kind {
        case .generic: [.marker]
        case .json: [.json]
        case .toml: [.toml]
        case .yaml: [.yaml]
        case .xml, .pom: [.xml]
        case .automatic:
            if file.hasSuffix(".json") {
                [.json, .marker]
            } else if file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
                [.yaml, .marker]
            } else if file.hasSuffix(".toml") {
                [.toml, .marker]
            } else if file.hasSuffix(".xml") {
                [.xml, .marker]
            } else {
                [.marker]
            }
        }
    }

    private func description(of format: Format, _ query: String?) -> String {
        switch format {
        case .marker: "The marker"
        case .xml: "The xpath '\(query ?? "/*/version")'"
        case .json, .toml, .yaml: "The jsonpath '\(query ?? "$.version")'"
        }
    }

    private enum QueryFault: Error {
        case unreadable([Diagnostic])
        case badQuery(String)
    }

    private func values(
        in file: String, bytes: [UInt8], _ format: Format, _ query: String?
    ) throws(QueryFault) -> [ScannedValue] {
        switch format {
        case .marker: return VersionMarkers(file: file, bytes: bytes).scanned.values
        case .xml:
            let document = XMLDocument(file: file, bytes: bytes)
            guard document.diagnostics.allSatisfy({ $0.severity != .error }) else {
                throw .unreadable(document.diagnostics)
            }
            do throws(XMLQuery.Fault) {
                return try document.values(at: XMLQuery(query ?? "/*/version")).map { prefixed($0, "xml") }
            } catch {
                throw .badQuery("The xpath '\(query ?? "")' is not understood: \(error.reason) (at \(error.offset)).")
            }
        case .json, .toml, .yaml:
            let parsed: ValueQuery
            do throws(ValueQuery.Fault) { parsed = try ValueQuery(query ?? "$.version") } catch {
                throw .badQuery(
                    "The jsonpath '\(query ?? "")' is not understood: \(error.reason) (at \(error.offset)).")
            }
            let (trees, scanned, mark) = try trees(of: file, bytes, format)
            let byKey = Dictionary(scanned.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
            return parsed.keys(in: trees).compactMap { byKey[$0].map { prefixed($0, mark) } }
        }
    }

    private func prefixed(_ value: ScannedValue, _ mark: String) -> ScannedValue {
        var value = value
        value.key = "\(mark):\(value.key)"
        return value
    }

    /// A tree for each document, the values that can be edited, and what their keys begin with.
    private func trees(
        of file: String, _ bytes: [UInt8], _ format: Format
    ) throws(QueryFault) -> ([QueryTree], [ScannedValue], String) {
        switch format {
        case .json:
            let document = JSONDocument(file: file, bytes: bytes)
            guard let root = document.root, document.diagnostics.allSatisfy({ $0.severity != .error }) else {
                throw .unreadable(document.diagnostics)
            }
            return ([QueryTree(root)], document.scanned.values, "json")
        case .toml:
            let document = TOMLDocument(file: file, bytes: bytes)
            guard document.diagnostics.isEmpty else { throw .unreadable(document.diagnostics) }
            let root = TOMLValue(.table(document.root), range: 0..<bytes.count)
            return ([QueryTree(root)], scalars(of: document), "toml")
        default:
            do throws(UnreadableInput) {
                let documents = try yamlDocuments(bytes, file: file)
                let values = scannedYAML(file: file, bytes: bytes).values
                let keys = Dictionary(
                    values.filter { !$0.range.isEmpty }.map { ($0.range, $0.key) },
                    uniquingKeysWith: { first, _ in first })
                return (documents.map { QueryTree($0.root, keys: keys) }, values, "yaml")
            } catch { throw .unreadable(error.diagnostics) }
        }
    }

    /// The texts of a TOML document, under the keys that its editor knows.
    private func scalars(of document: TOMLDocument) -> [ScannedValue] {
        var found: [ScannedValue] = []
        func add(_ value: TOMLValue, _ path: ValuePath) {
            switch value.content {
            case .table(let table): for entry in table.entries { add(entry.value, path.appending(entry.key)) }
            case .array(let items): for (index, item) in items.enumerated() { add(item, path.appending(index: index)) }
            case .string(let text): found.append(ScannedValue(key: path.description, text: text, range: value.range))
            default: break
            }
        }
        for entry in document.root.entries { add(entry.value, ValuePath(keys: entry.key)) }
        return found
    }

    package func find(_ key: String, in file: String, bytes: [UInt8]) throws(EditError) -> FoundValue? {
        guard let mark = ExtraFileEcosystem.mark(of: key) else { return nil }
        return try form(of: file, mark, key).find(inner(key, mark), in: file, bytes: bytes)
    }

    package func apply(_ edits: [FileEdit], to file: String, bytes: [UInt8]) throws(EditError) -> [UInt8] {
        if let stray = edits.first(where: { edit in edit.file != file || ExtraFileEcosystem.mark(of: edit.key) == nil })
        {
            throw .notFound(file: file, key: stray.key)
        }
        // Markers are counted: where a new text makes or ends one, they go first.
        let after = try appliedInTurn(edits, in: ExtraFileEcosystem.marks, to: file, bytes)
        let count = VersionMarkers(file: file, bytes: bytes).scanned.values.count
        guard edits.contains(where: { $0.key.hasPrefix("marker[") }),
            VersionMarkers(file: file, bytes: after).scanned.values.count != count
        else { return after }
        return try appliedInTurn(edits, in: ExtraFileEcosystem.marks.reversed(), to: file, bytes)
    }

    private func appliedInTurn(
        _ edits: [FileEdit], in marks: [String], to file: String, _ bytes: [UInt8]
    ) throws(EditError) -> [UInt8] {
        var turns = EditsInTurn(bytes)
        for mark in marks {
            let own = edits.filter { ExtraFileEcosystem.mark(of: $0.key) == mark }
            try turns.make(own) { edits, bytes throws(EditError) in
                try apply(edits, under: mark, to: file, bytes)
            } reading: { key, bytes throws(EditError) in
                try find(key, in: file, bytes: bytes)
            }
        }
        return turns.bytes
    }

    /// What keys begin with.
    private static let marks = ["json:", "toml:", "yaml:", "xml:", "marker[", "pattern:", "regex:"]

    private static func mark(of key: String) -> String? { marks.first { key.hasPrefix($0) } }

    /// What the mark's own format calls the value. Markers and patterns keep their mark.
    private func inner(_ key: String, _ mark: String) -> String {
        ["json:", "toml:", "yaml:", "xml:"].contains(mark) ? String(key.dropFirst(mark.count)) : key
    }

    private func form(of file: String, _ mark: String, _ key: String) -> ValueForm {
        switch mark {
        case "json:": .scanned { JSONDocument(file: file, bytes: $0).scanned }
        case "yaml:": .scanned { scannedYAML(file: file, bytes: $0) }
        case "xml:": .xml
        case "toml:": .tomlTexts
        case "pattern:", "regex:":
            .scanned { bytes in
                let pattern = self.pattern(of: key, mark)
                return
                    (mark == "regex:"
                    ? VersionExpression(pattern)?.scanned(file, bytes) : VersionPattern(pattern)?.scanned(file, bytes))
                    ?? ScannedFile(file: file, bytes: bytes)
            }
        default: .scanned { VersionMarkers(file: file, bytes: $0).scanned }
        }
    }

    /// What stands between the mark and the number of the place.
    private func pattern(of key: String, _ mark: String) -> String {
        let inner = key.dropFirst(mark.count)
        return String(inner.lastIndex(of: "[").map { inner[..<$0] } ?? inner)
    }

    private func apply(
        _ edits: [FileEdit], under mark: String, to file: String, _ bytes: [UInt8]
    ) throws(EditError) -> [UInt8] {
        guard mark == "pattern:" || mark == "regex:" else {
            let own = edits.map { edit in
                var edit = edit
                edit.key = inner(edit.key, mark)
                return edit
            }
            return try form(of: file, mark, mark).apply(own, to: file, bytes: bytes)
        }
        // Edits of several patterns, each pattern's in turn.
        var bytes = bytes
        let byPattern = Dictionary(grouping: edits) { pattern(of: $0.key, mark) }
        for (_, edits) in byPattern.sorted(by: { $0.key < $1.key }) {
            bytes = try form(of: file, mark, edits[0].key).apply(edits, to: file, bytes: bytes)
        }
        return bytes
    }
}
