import ReleaseModel
import ReleaseText

/// Formats that are recognised by the surrounding words.
extension VersionLineFormat {
    /// `module(version = "1.2.3")` in a [`MODULE.bazel`](https://bazel.build/rules/lib/globals/module#module).
    package static let bazel = VersionLineFormat(
        "bazel",
        one: { bytes in
            let tokens = sourceTokens(of: bytes, language: .python).filter { $0.kind != .lineEnd }
            guard
                let call = tokens.indices.dropLast().first(where: {
                    tokens[$0].isCall("module", before: tokens[$0 + 1])
                })
            else { return nil }
            return argument("version", of: tokens, from: call + 2)
        })

    /// `.version = "1.2.3"` in a [`build.zig.zon`](https://github.com/ziglang/zig/blob/master/doc/build.zig.zon.md).
    package static let zig = VersionLineFormat(
        "zig",
        one: { bytes in
            // A slash stands there in comments only.
            let language = SourceLanguage(lineComment: UInt8(ascii: "/"), quotes: [UInt8(ascii: "\"")])
            let tokens = sourceTokens(of: bytes, language: language).filter { $0.kind != .lineEnd }
            guard tokens.count > 2, tokens[0].text == ".", tokens[1].text == "{" else { return nil }
            return argument("version", of: tokens, from: 2)
        })

    /// `name = "text"` at the level of the bracket before `start`.
    private static func argument(_ name: String, of tokens: [SourceToken], from start: Int) -> Range<Int>? {
        var depth = 1
        for index in start..<max(start, tokens.count - 2) {
            let token = tokens[index]
            if token.kind == .sign {
                if "([{".contains(token.text) { depth += 1 }
                if ")]}".contains(token.text) { depth -= 1 }
            }
            if depth == 0 { return nil }
            let value = tokens[index + 2]
            if depth == 1, token.kind == .word, token.text == name, tokens[index + 1].text == "=", value.kind == .string
            {
                return value.isLiteral && !value.range.isEmpty ? value.range : nil
            }
        }
        return nil
    }

    /// `project(name VERSION 1.2.3)` in a [`CMakeLists.txt`](https://cmake.org/cmake/help/latest/command/project.html).
    package static let cmake = VersionLineFormat(
        "cmake",
        one: { bytes in
            let language = SourceLanguage(quotes: [UInt8(ascii: "\"")], wordSigns: Array(".-+".utf8))
            let tokens = sourceTokens(of: bytes, language: language).filter { $0.kind != .lineEnd }
            for index in tokens.indices.dropLast() where tokens[index].isCall("project", before: tokens[index + 1]) {
                let arguments = tokens[(index + 2)...].prefix { $0.text != ")" || $0.kind != .sign }
                guard let key = arguments.firstIndex(where: { $0.kind == .word && $0.text == "VERSION" }),
                    let value = arguments[(key + 1)...].first, Version.isCMake(value.text)
                else { continue }
                return value.range
            }
            return nil
        })

    /// The `version` at the top of JSON in which comments and commas at ends are allowed, as Deno's `deno.jsonc` is.
    package static let jsonWithComments = VersionLineFormat(
        "jsonc",
        one: { bytes in
            let document = JSONDocument(file: "", bytes: withoutComments(bytes))
            guard document.root?.entries?.count(where: { $0.key.text == "version" }) == 1,
                case .string(let text)? = document.root?["version"]?.content
            else { return nil }
            return text.range
        })

    /// The same text with spaces for comments and for commas before a closing bracket.
    package static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var position = 0
        var comma: Int?
        while position < bytes.count {
            let start = position
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            switch (bytes[position], next) {
            case (UInt8(ascii: "\""), _):
                position = endOfString(in: bytes, from: position)
                comma = nil
            case (UInt8(ascii: "/"), UInt8(ascii: "/")):
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
                blank(&bytes, start..<position)
            case (UInt8(ascii: "/"), UInt8(ascii: "*")):
                position = endOfBlock(in: bytes, from: position + 2)
                blank(&bytes, start..<position)
            case (UInt8(ascii: ","), _):
                comma = position
                position += 1
            case (UInt8(ascii: "]"), _), (UInt8(ascii: "}"), _):
                if let comma { bytes[comma] = 0x20 }
                comma = nil
                position += 1
            default:
                if ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { comma = nil }
                position += 1
            }
        }
        return bytes
    }

    private static func endOfString(in bytes: [UInt8], from start: Int) -> Int {
        var position = start + 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != 0x0A {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position + 1, bytes.count)
    }

    private static func endOfBlock(in bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") { return position + 2 }
            position += 1
        }
        return bytes.count
    }

    private static func blank(_ bytes: inout [UInt8], _ range: Range<Int>) {
        for offset in range where bytes[offset] != 0x0A && bytes[offset] != 0x0D { bytes[offset] = 0x20 }
    }
}

extension SourceToken {
    /// Whether this is a name, in any case, and a bracket follows.
    fileprivate func isCall(_ name: String, before next: SourceToken) -> Bool {
        kind == .word && text.lowercased() == name && next.kind == .sign && next.text == "("
    }
}

extension Version {
    /// One to four numbers with dots between them, as CMake has versions.
    fileprivate static func isCMake(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return (1...4).contains(parts.count)
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }
    }
}
