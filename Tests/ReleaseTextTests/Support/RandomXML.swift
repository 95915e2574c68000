/// XML as people write it, often with something wrong.
enum RandomXML {
    static func text(using random: inout some RandomNumberGenerator) -> [UInt8] {
        var text = one(
            [
                "", "", "\u{FEFF}", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='utf-8'?>\r\n",
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>\n", "<!-- c -->",
                "<!DOCTYPE a>", "<!DOCTYPE a SYSTEM 'x'>\n", "<!DOCTYPE a PUBLIC \"-//x\" \"y\" >",
            ], &random)
        text += element(depth: 0, &random) + one(["", "\n", "<!-- end -->", "<?p x?>\n"], &random)
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<3, using: &random) > 0 { damage(&bytes, &random) }
        return bytes
    }

    private static func one<Element>(_ elements: [Element], _ random: inout some RandomNumberGenerator) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private static func element(depth: Int, _ random: inout some RandomNumberGenerator) -> String {
        let name = one(["a", "b", "version", "x-y.z_1", "größe", "n:a"], &random)
        var tag = "<\(name)" + (name == "n:a" ? " xmlns:n='urn:n'" : "")
        for attribute in ["q", "Version", "xml:lang"] where Int.random(in: 0..<4, using: &random) == 0 {
            let value = one(["1", " 1.2 ", "a&amp;b", "x\r\ny", "&#9;", "é"], &random)
            tag += one([" ", "\n  "], &random) + attribute + one(["=", " = "], &random)
            tag += one(["'\(value)'", "\"\(value)\""], &random)
        }
        if Int.random(in: 0..<6, using: &random) == 0 { return tag + one(["/>", " />"], &random) }
        var inner = ""
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            inner += depth < 4 && Bool.random(using: &random) ? element(depth: depth + 1, &random) : piece(&random)
        }
        return tag + ">" + inner + "</\(name)" + one(["", "", " "], &random) + ">"
    }

    private static func piece(_ random: inout some RandomNumberGenerator) -> String {
        one(
            [
                "1.2.3", " text ", "\r\n", "&lt;&gt;", "&#x41;&#66;", "<![CDATA[<x>&]]>", "<!-- - -->", "<?p i?>", "漢字",
                "]]", "[1,2)", "${v}", "\u{1F600}", "\t", "'\"", "\r",
            ], &random)
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout some RandomNumberGenerator) {
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let at = Int.random(in: 0...bytes.count, using: &random)
            let pieces: [String] = [
                "<", ">", "/", "&", ";", "'", "\"", "=", " ", "--", "]]>", "<!--", "-->", "<![CDATA[", "<?xml?>",
                "&#1;",
                "&#xD800;", "xmlns='u' ", "xmlns:n='' ", " n:q='1' ", " q='1' ", ":", "\u{1}", "\u{FFFE}", "!", "?",
                "</a>",
                "<b>", "0", "\n",
            ]
            if Bool.random(using: &random), at < bytes.count {
                bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...3, using: &random)))
            } else if Int.random(in: 0..<20, using: &random) == 0 {
                bytes.insert(UInt8.random(in: 0x80...0xFF, using: &random), at: at)
            } else {
                bytes.insert(contentsOf: Array(one(pieces, &random).utf8), at: at)
            }
        }
    }
}
