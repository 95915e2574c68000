package import ReleaseModel

/// A TOML 1.0 document in which every key and value knows its bytes, so that one of them can be replaced.
package struct TOMLDocument: Sendable {
    package let file: String
    package let bytes: [UInt8]
    /// What could be read; incomplete where there are ``diagnostics``.
    package let root: TOMLTable
    package let sections: [TOMLSection]
    /// Every fault, in file order; empty for a valid document.
    package let diagnostics: [Diagnostic]
    private let places: TextPlaces

    package init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        let places = TextPlaces(file: file, bytes: bytes)
        self.places = places
        var faults: [TOMLFault]
        if let offset = firstInvalidUTF8(in: bytes) {
            root = TOMLTable()
            sections = []
            faults = [TOMLFault(.invalidUTF8, at: offset, "This byte is not UTF-8; TOML files must be UTF-8.")]
        } else {
            var parser = TOMLParser(bytes: bytes)
            root = parser.parse()
            sections = parser.sections
            faults = parser.faults
        }
        faults.sort { $0.offset < $1.offset }
        diagnostics = faults.map { fault in
            Diagnostic(
                code: "toml.\(fault.code.rawValue)", place: places.place(at: fault.offset), message: fault.message,
                excerpt: places.excerpt(at: fault.offset), suggestion: fault.code.remedy)
        }
    }

    package func place(at offset: Int) -> Place { places.place(at: offset) }
    package func place(of value: TOMLValue) -> Place { places.place(at: value.range.lowerBound) }
    package func place(of entry: TOMLEntry) -> Place { places.place(at: entry.keyRange.lowerBound) }
    package func excerpt(at offset: Int) -> String { places.excerpt(at: offset) }

    /// nil where nothing stands at the path.
    package func value(at path: ValuePath) -> TOMLValue? { entryAndValue(at: path)?.value }

    /// The last entry on the way to a value; nil for elements of arrays.
    package func entry(at path: ValuePath) -> TOMLEntry? { entryAndValue(at: path)?.entry }

    private func entryAndValue(at path: ValuePath) -> (entry: TOMLEntry?, value: TOMLValue)? {
        var value = TOMLValue(.table(root), range: 0..<bytes.count)
        var entry: TOMLEntry?
        for step in path.steps {
            switch step {
            case .key(let key):
                guard let next = value.table?.entry(key) else { return nil }
                (entry, value) = (next, next.value)
            case .index(let index):
                guard let elements = value.array, elements.indices.contains(index) else { return nil }
                (entry, value) = (nil, elements[index])
            }
        }
        return (entry, value)
    }
}
