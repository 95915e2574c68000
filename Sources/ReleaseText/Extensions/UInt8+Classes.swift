/// The classes of bytes that every scanner uses. But for ``isIdentifierPart`` a byte of a character beyond ASCII is in none.
extension UInt8 {
    package var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    package var isHexDigit: Bool { isDigit || (0x61...0x66).contains(self | 0x20) }

    package var isLetter: Bool { self | 0x20 >= 0x61 && self | 0x20 <= 0x7A }

    package var isLetterOrDigit: Bool { isLetter || isDigit }

    /// A letter, a digit or `_`.
    package var isWord: Bool { isLetterOrDigit || self == 0x5F }

    /// A letter, a digit, `_` or `-`: what a key of TOML consists of, and a name in most ecosystems.
    package var isWordOrHyphen: Bool { isWord || self == 0x2D }

    /// What names consist of in most programming languages: ``isWord``, and all of Unicode beyond ASCII.
    package var isIdentifierPart: Bool { isWord || self >= 0x80 }

    /// A letter, a digit, `-` or `.`: what follows the numbers of a [semantic version](https://semver.org).
    package var isSemanticPart: Bool { isLetterOrDigit || self == 0x2D || self == 0x2E }

    /// A space or a tab.
    package var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// A carriage return or a line feed.
    package var isLineEnd: Bool { self == 0x0A || self == 0x0D }

    /// A blank or a line end.
    package var isBlankOrLineEnd: Bool { isBlank || isLineEnd }

    /// A space, or one of the controls from tab to carriage return.
    package var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
