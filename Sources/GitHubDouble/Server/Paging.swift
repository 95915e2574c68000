import ReleaseHTTPServer
import ReleaseModel

extension Call {
    /// One page of a list: 30 entries unless the client asks for up to 100, with `Link` to the others.
    func page<Item>(of items: [Item]) -> (items: [Item], fields: [MessageField]) {
        let size = min(max(query.number("per_page") ?? 30, 1), 100)
        let number = max(query.number("page") ?? 1, 1)
        let last = max(1, (items.count + size - 1) / size)
        let begin = min((number - 1) * size, items.count)
        return (Array(items[begin..<min(begin + size, items.count)]), links(number: number, last: last))
    }

    private func links(number: Int, last: Int) -> [MessageField] {
        var links: [(String, Int)] = []
        if number > 1 { links += [("prev", min(number - 1, last)), ("first", 1)] }
        if number < last { links += [("next", number + 1), ("last", last)] }
        guard !links.isEmpty else { return [] }
        let value = links.map { "<\(address(page: $0.1))>; rel=\"\($0.0)\"" }.joined(separator: ", ")
        return [MessageField("Link", value)]
    }

    private func address(page: Int) -> String {
        var pairs = query.pairs.filter { $0.0 != "page" }
        pairs.append(("page", String(page)))
        let text = pairs.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
        return "\(places.api)\(listPath)?\(text)"
    }

    /// GitHub's links name repositories by id, so that they outlive a renaming.
    private var listPath: String {
        let rest = filledPath
        guard let found else { return rest }
        return "/repositories/\(found.id)" + rest.dropFirst("/repos/\(text("owner"))/\(text("repo"))".count)
    }

    private var filledPath: String {
        "/"
            + operation.template.text.split(separator: "/").map { part in
                guard part.hasPrefix("{") else { return String(part) }
                let name = part.dropFirst().dropLast().replacing("+", with: "")
                return text(String(name)).split(separator: "/", omittingEmptySubsequences: false)
                    .map { percentEncoded(String($0)) }.joined(separator: "/")
            }.joined(separator: "/")
    }

    /// A list as it is.
    func list<Item>(_ items: [Item], _ render: (Item) async throws -> JSON) async rethrows -> Answer {
        let (shown, links) = page(of: items)
        var answer = Answer.ok(.array([]))
        var rendered: [JSON] = []
        for item in shown { rendered.append(try await render(item)) }
        answer.content = .json(.array(rendered))
        answer.fields = links
        return answer
    }

    /// A list inside an object that says how many there are.
    func list<Item>(_ items: [Item], as key: String, _ render: (Item) async throws -> JSON) async rethrows -> Answer {
        var answer = try await list(items, render)
        answer.content = .json(["total_count": .number(items.count), "\(key)": answer.json ?? []])
        return answer
    }
}

/// A text as a part of a path or a query.
func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
            String(UnicodeScalar(byte))
        default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }.joined()
}
