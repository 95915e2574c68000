import Foundation
import ReleaseModel

/// A piece of a page, as markup that is complete and escaped.
///
/// Every text becomes markup in ``init(_:)`` alone, so what a commit, a package or a person wrote can't become anything but
/// text.
package struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    package let markup: String

    private init(markup: String) { self.markup = markup }

    /// A text. Control characters, and those that turn the direction of text around, are shown as `·`.
    package init(_ text: String) { self.init(markup: escaped(text)) }

    package init(stringLiteral text: String) { self.init(text) }

    package static let nothing = HTML(markup: "")

    package static func group(_ parts: [HTML]) -> HTML { HTML(markup: parts.map(\.markup).joined()) }

    fileprivate static func element(_ tag: Tag, _ attributes: [Attribute], _ children: [HTML]) -> HTML {
        let head = attributes.map { one in
            one.value.map { " \(one.name)=\"\(escaped($0))\"" } ?? " \(one.name)"
        }.joined()
        let name = tag.rawValue
        guard !tag.isVoid else { return HTML(markup: "<\(name)\(head)>") }
        return HTML(markup: "<\(name)\(head)>\(children.map(\.markup).joined())</\(name)>")
    }

    /// The bytes of a document with this root.
    package func document() -> [UInt8] { Array(("<!doctype html>" + markup).utf8) }

    package var isEmpty: Bool { markup.isEmpty }
}

/// The elements that pages are made of. One that may hold a program or another page is not among them, but for the
/// references to our own files in the head.
package enum Tag: String, Sendable {
    case html, head, title, meta, link, script, body, header, nav, main, section, footer
    case h1, h2, p, div, span, a, strong, code, pre, time, ul, ol, li, dl, dt, dd, ins, del
    case table, caption, colgroup, col, thead, tbody, tr, th, td
    case form, label, input, button, select, option, details, summary, svg, rect

    var isVoid: Bool {
        switch self {
        case .meta, .link, .input, .col: true
        default: false
        }
    }

    package func callAsFunction(_ attributes: Attribute?..., children: HTML...) -> HTML {
        .element(self, attributes.compactMap(\.self), children)
    }

    package func callAsFunction(_ attributes: Attribute?..., list: [HTML]) -> HTML {
        .element(self, attributes.compactMap(\.self), list)
    }

    package func callAsFunction(_ attributes: Attribute?..., text: String) -> HTML {
        .element(self, attributes.compactMap(\.self), [HTML(text)])
    }
}

/// A text as it stands between tags and within quotes.
private func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        case "\r": continue
        default:
            if isControl(scalar) { result += "·" } else { result.unicodeScalars.append(scalar) }
        }
    }
    return result
}
