extension YAMLParser {
    /// Whether a text from `!` on is a [tag](https://yaml.org/spec/1.2.2/#692-node-tags): `!`, `!local`, `!!str` or
    /// `!<tag:yaml.org,2002:str>`. A handle such as `!e!` means what a `%TAG` says, and none can.
    static func isTag(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        if text == "!" { return true }
        if text.hasPrefix("!<") { return text.hasSuffix(">") && isAddress(bytes.dropFirst(2).dropLast(), with: "!,[]") }
        return isAddress(bytes.dropFirst(text.hasPrefix("!!") ? 2 : 1), with: "")
    }

    /// Whether these are characters of a URI, of which a tag may hold only some.
    private static func isAddress(_ bytes: ArraySlice<UInt8>, with further: String) -> Bool {
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexDigit) else { return false }
                rest = rest.dropFirst(2)
            } else if !(byte.isLetterOrDigit || "-#;/?:@&=+$_.~*'()".utf8.contains(byte)
                || further.utf8.contains(byte))
            {
                return false
            }
        }
        return !bytes.isEmpty
    }
}
