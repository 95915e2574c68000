import ReleaseConsole
import Testing

@Suite("Markup of pages")
struct HTMLTests {
    @Test(
        "No text becomes markup, wherever it stands",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' autofocus onfocus='alert(1)",
            "</title><script>x</script>", "&lt;b&gt;", "javascript:alert(1)",
        ])
    func escaping(text: String) {
        let markup = Tag.p(.title(text), .data("stream", text), .value(text), text: text).markup
        let inner = markup.dropFirst(2).dropLast(4)
        #expect(inner.count { $0 == "<" } == 0)
        #expect(inner.count { $0 == ">" } == 1)
        #expect(inner.count { $0 == "\"" } == 6)
        #expect(!inner.contains("'"))
    }

    @Test("Control characters and turns of direction are shown, not obeyed")
    func controls() {
        #expect(HTML("a\u{0}b\u{1B}[31mc\u{202E}d\u{2066}e\r\nf").markup == "a·b·[31mc·d·e\nf")
    }

    @Test("An interpolated text is escaped as a whole")
    func interpolation() {
        let name = "<b>"
        let html: HTML = "component \(name)"
        #expect(html.markup == "component &lt;b&gt;")
    }

    @Test("Elements without content have no end, others always have one")
    func ends() {
        #expect(Tag.input(.name("q"), children: .nothing).markup == "<input name=\"q\">")
        #expect(Tag.div(children: .nothing).markup == "<div></div>")
        #expect(Tag.button(.required, text: "x").markup == "<button required>x</button>")
    }

    @Test("An address stays within this server, whatever its parts are")
    func addresses() {
        #expect(Address("w", "a/b", "..", "?x#y").text == "/w/a%2Fb/%2E%2E/%3Fx%23y")
        #expect(Address("w", "a", "").with("q", "b&c=d").with("page", nil).text == "/w/a/?q=b%26c%3Dd")
        #expect(Address([""]).text == "/")
        #expect(Address("runs").marked("L1-2").text == "/runs#L1-2")
        #expect(Places(workspace: "a").step("gate:x/y", attempt: 2, of: "r1").text == "/w/a/runs/r1/steps/gate:x%2Fy/2")
    }

    @Test("A link to another site leads to a site, never to a program")
    func outside() {
        #expect(Attribute.outside("javascript:alert(1)") == nil)
        #expect(Attribute.outside("data:text/html,x") == nil)
        #expect(Attribute.outside("https://example.org/?a=\"") != nil)
    }
}
