import Foundation
import ReleaseModel
import ReleaseTestKit
import ReleaseText
import Testing

/// Python's own judgement, which is expat's. Where it is not installed, these tests are skipped.
///
/// It reads more in some respects: document types with declarations, which the documents here leave out, and what
/// ``onlyHere`` lists.
@Suite(
    "XML documents beside Python",
    .enabled(if: OutsideTool.python(runs: "import xml.etree.ElementTree"), "python3 is not on PATH"))
struct XMLOracleTests {
    /// Refused on purpose: versions that no one writes, foreign encodings, and entities that a document type might declare
    /// in another file.
    private static let onlyHere = ["xml.unknown-version", "xml.unsupported-encoding", "xml.undefined-entity"]

    /// One answer a line: `null`, or the tree as `[name, attributes, text, children]`.
    private static let program = """
        import json, sys, xml.etree.ElementTree as E
        def local(name): return name.rsplit('}', 1)[-1]
        def shape(e):
            kids = [shape(c) for c in e]
            text = None if kids else (e.text or '').strip(' \\t\\r\\n')
            return [local(e.tag), sorted([local(k), v] for k, v in e.attrib.items()), text, kids]
        for line in sys.stdin:
            try: answer = shape(E.fromstring(bytes.fromhex(line.strip())))
            except (E.ParseError, ValueError, LookupError): answer = None
            print(json.dumps(answer))
        """

    @Test("A text is XML exactly if Python accepts it, and the values are the same", arguments: 0..<30)
    func agreement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let texts = (0..<400).map { _ in RandomXML.text(using: &random) }
        let input = texts.map { text in text.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
        let answer = try #require(OutsideTool("python3")).run(
            ["-c", XMLOracleTests.program], input: input.joined(separator: "\n") + "\n")
        #expect(answer.status == 0)
        let lines = answer.output.split(separator: "\n")
        try #require(lines.count == texts.count)
        var accepted = 0
        for (text, line) in zip(texts, lines) {
            let expected = try JSONSerialization.jsonObject(with: Data(line.utf8), options: .fragmentsAllowed)
            let document = XMLDocument(file: "a.xml", bytes: text)
            let shown = String(decoding: text, as: UTF8.self)
            guard let root = document.root else {
                let isKnown = document.diagnostics.contains { XMLOracleTests.onlyHere.contains($0.code) }
                #expect(expected is NSNull || isKnown, "seed \(seed): \(document.diagnostics)\n\(shown)")
                continue
            }
            accepted += 1
            let own = shape(root, document)
            #expect(NSArray(array: own).isEqual(expected), "seed \(seed): \(own)\n\(expected)\n\(shown)")
        }
        #expect(accepted > 40, "seed \(seed)")
    }

    private func shape(_ element: XMLElement, _ document: XMLDocument) -> [Any] {
        let attributes = element.attributes.filter { !$0.name.hasPrefix("xmlns") }
            .map { [String($0.name.split(separator: ":").last ?? ""), $0.text] }
            .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
        let children = document.children(of: element).map { shape($0, document) as Any }
        return [element.localName, attributes, element.text.map { $0.text as Any } ?? NSNull(), children]
    }
}
