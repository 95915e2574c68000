import ReleaseText
import Testing

@Suite("Queries of XML documents")
struct XMLQueryTests {
    private static let text = """
        <project xmlns="urn:p"><version>1</version>
          <parent><version a='x'>2</version></parent>
          <item name='b'><id>one</id><version>3</version></item>
          <item name="c"><id>two</id><version>4</version><version>5</version></item>
        </project>
        """

    private func found(_ query: String) throws -> [String] {
        let document = XMLDocument(file: "a.xml", bytes: Array(XMLQueryTests.text.utf8))
        return document.values(at: try XMLQuery(query)).map { value in
            #expect(document.scanned(for: [value.key]).value(value.key) == value)
            #expect(String(decoding: document.bytes[value.range], as: UTF8.self) == value.text)
            return value.text
        }
    }

    @Test(
        "A query finds what XPath finds",
        arguments: [
            ("/project/version", ["1"]), ("/*/version", ["1"]), ("//version", ["1", "2", "3", "4", "5"]),
            ("//version[1]", ["1", "2", "3", "4"]), ("/project/item[2]/version", ["4", "5"]),
            ("/project/item[@name='b']/version", ["3"]), ("/project/item[ id = \"two\" ]/version[2]", ["5"]),
            ("/project/item[@name='c'][1]/version[1]/text()", ["4"]), ("//item/@name", ["b", "c"]),
            ("/project/item[id='two'][2]/version", []), ("/project//parent//version/@a", ["x"]), ("/version", []),
            ("/p:project/p:version", ["1"]), ("/project", []), ("//*[3]", ["5"]),
        ])
    func found(query: String, values: [String]) throws {
        #expect(try found(query) == values)
    }

    @Test(
        "What is not understood says why",
        arguments: [
            "", "version", "/", "//", "/a[", "/a[]", "/a[0]", "/a[b]", "/a[b!='x']", "/a[last()]", "/a[b='x]",
            "/a/@b/c",
            "/text()", "/@a", "/a|/b", "/child::a", "/a/..", "/a//text()", "/a[1", "/count(a)", "/a b",
        ])
    func faults(query: String) {
        #expect(throws: XMLQuery.Fault.self) { try XMLQuery(query) }
    }
}
