import ReleaseModel
import ReleaseText
import Testing

@Suite("XML documents")
struct XMLDocumentTests {
    private func document(_ text: String) -> XMLDocument { XMLDocument(file: "a.xml", bytes: Array(text.utf8)) }

    private func values(_ text: String) -> [String] {
        let document = document(text)
        return document.elements.flatMap { element in
            element.attributes.map { "\(document.key(of: $0, in: element))=\($0.text)" }
                + (element.text.map { $0.text.isEmpty ? [] : ["\(document.key(of: element))=\($0.text)"] } ?? [])
        }
    }

    @Test("A key is the path of local names, with numbers only among siblings of one name")
    func keys() {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE p:Project SYSTEM "a.dtd">
            <p:Project xmlns:p="urn:p" Sdk='x'>
              <Group><A Version="1">one</A><B>two</B></Group>
              <Group><A/><p:A>three</p:A></Group>
            </p:Project>
            """
        #expect(
            values(text) == [
                "Project.'@xmlns:p'=urn:p", "Project.'@Sdk'=x", "Project.Group[0].A.'@Version'=1",
                "Project.Group[0].A=one", "Project.Group[0].B=two", "Project.Group[1].A[1]=three",
            ])
    }

    @Test("Surrounding white space, comments and character escapes are not part of the value")
    func texts() {
        #expect(values("\u{FEFF}<a>\r\n  1.2 <!-- x -->\n</a>") == ["a=1.2"])
        #expect(values("<a>1&lt;&#50;&#x33;<![CDATA[<&]]>&amp;<?p?>4</a>") == ["a=1<23<&&4"])
        #expect(values("<a b='&quot;&apos;\r\n&gt;'/>") == ["a.'@b'=\"' >"])
        #expect(values("<a> \n </a>") == [])
        #expect(values("<a>text<b>1</b>text</a>") == ["a.b=1"])
    }

    @Test(
        "Invalid XML is an error with its location",
        arguments: [
            ("", "xml.no-root 1:1"),
            ("<a>", "xml.unclosed-element 1:1"),
            ("<a>\n <b></c></a>", "xml.mismatched-tag 2:5"),
            ("<a/>\n<b/>", "xml.several-roots 2:1"),
            ("<a b='1' b='2'/>", "xml.duplicate-attribute 1:10"),
            ("<a xmlns:x='u' xmlns:y='u' x:b='' y:b=''/>", "xml.duplicate-attribute 1:40"),
            ("<x:a/>", "xml.undefined-prefix 1:2"),
            ("<a b=1/>", "xml.missing-quote 1:6"),
            ("<a b='<'/>", "xml.invalid-attribute 1:7"),
            ("<a b='1/>", "xml.unterminated-attribute 1:6"),
            ("<a>&nbsp;</a>", "xml.undefined-entity 1:4"),
            ("<a>& b</a>", "xml.invalid-name 1:5"),
            ("<a>&#0;</a>", "xml.invalid-reference 1:4"),
            ("<a>&#x110000;</a>", "xml.invalid-reference 1:4"),
            ("<a>&#99999999999999999999;</a>", "xml.invalid-reference 1:4"),
            ("<a>]]></a>", "xml.stray-section-end 1:4"),
            ("<a><!-- -- --></a>", "xml.invalid-comment 1:9"),
            ("<a><!-- </a>", "xml.unterminated-comment 1:4"),
            ("<a><![CDATA[ </a>", "xml.unterminated-section 1:4"),
            ("<a><? </a>", "xml.invalid-name 1:6"),
            (" <?xml version='1.0'?><a/>", "xml.misplaced-declaration 1:2"),
            ("<?xml version='2.0'?><a/>", "xml.unknown-version 1:16"),
            ("<?xml version='1.0' encoding='UTF-16'?><a/>", "xml.unsupported-encoding 1:31"),
            ("<?xml version='1.0' encoding='ISO-8859-1'?><a>ä</a>", "xml.unsupported-encoding 1:31"),
            ("<!DOCTYPE a [<!ENTITY b '1'>]><a>&b;</a>", "xml.document-type-declarations 1:13"),
            ("<a>\u{1}</a>", "xml.invalid-character 1:4"),
            ("<a>\u{FFFF}</a>", "xml.invalid-character 1:4"),
        ])
    func faults(text: String, fault: String) {
        let document = document(text)
        #expect(document.diagnostics.map { "\($0.code) \($0.place)" } == [fault.replacing(" ", with: " a.xml:")])
        #expect(document.elements.isEmpty)
    }

    @Test("Invalid UTF-8 is an error, and a plain ASCII file may declare its encoding")
    func encodings() {
        #expect(XMLDocument(file: "a", bytes: [0xFE, 0xFF, 0, 0x3C]).diagnostics.map(\.code) == ["xml.invalid-utf8"])
        #expect(values("<?xml version='1.0' encoding='ISO-8859-1'?><a>1</a>") == ["a=1"])
    }

    @Test("Elements may be 100 deep, and no deeper")
    func depth() {
        func nested(_ count: Int) -> String {
            String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
        }
        #expect(document(nested(100)).diagnostics.isEmpty)
        #expect(document(nested(101)).diagnostics.map(\.code) == ["xml.too-deep"])
        #expect(document(nested(1_000_000)).diagnostics.map(\.code) == ["xml.too-deep"])
    }

    @Test("Many siblings with their attributes are read in time that grows with the file")
    func size() {
        let line = "<d xmlns:n='u' n:v='1'><v> 1.2.3 </v>&lt;<!-- c --></d>\n"
        let document = document("<a>" + String(repeating: line, count: 20_000) + "</a>")
        #expect(document.elements.count == 40_001)
        #expect(document.elements.last?.text?.text == "1.2.3")
    }
}
