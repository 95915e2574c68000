/// Where a value is in a document of tables and arrays: `package.version`, `target.'cfg(unix)'.dependencies.a`, `dependencies[2]`.
///
/// Its text names the same path when it is read again, also where a key holds dots, brackets or quotes.
package struct ValuePath: Sendable, Hashable, CustomStringConvertible {
    package enum Step: Sendable, Hashable {
        case key(String)
        /// Counted from 0.
        case index(Int)
    }

    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }
    package init(keys: String...) { steps = keys.map { .key($0) } }

    package func appending(_ keys: String...) -> ValuePath { ValuePath(steps + keys.map { .key($0) }) }
    package func appending(index: Int) -> ValuePath { ValuePath(steps + [.index(index)]) }

    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += (text.isEmpty ? "" : ".") + ValuePath.quoted(key)
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    /// Reads a path's text; nil if it is none.
    package init?(_ text: String) {
        var scanner = TOMLScanner(bytes: Array(text.utf8))
        var steps: [Step] = []
        do throws(TOMLFault) {
            steps.append(.key(try scanner.keyPart().text))
            while let byte = scanner.current {
                scanner.position += 1
                if byte == UInt8(ascii: ".") {
                    steps.append(.key(try scanner.keyPart().text))
                } else if byte == UInt8(ascii: "["), let index = scanner.takeIndex() {
                    steps.append(.index(index))
                } else {
                    return nil
                }
            }
        } catch {
            return nil
        }
        self.steps = steps
    }

    /// A key as TOML writes it: bare where it may be, in quotes otherwise.
    package static func quoted(_ key: String) -> String {
        if !key.isEmpty, key.utf8.allSatisfy(\.isWordOrHyphen) { return key }
        if key.unicodeScalars.allSatisfy({ $0 != "'" && ($0.value >= 0x20 || $0 == "\t") && $0.value != 0x7F }) {
            return "'\(key)'"
        }
        var text = "\""
        for scalar in key.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
