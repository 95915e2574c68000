import Foundation
import ReleaseModel
import ReleasePorts

extension GitHubClient {
    /// The most pages that a list may have; more is an error, never a shorter list.
    private static let pageLimit = 1000

    func value<Value: Decodable>(
        _ request: GitHubRequest, as: Value.Type = Value.self
    ) async throws(ForgeError) -> Value {
        try decode(Value.self, try await send(request), request)
    }

    /// A value, with the head of the answer that had it.
    func answered<Value: Decodable>(
        _ request: GitHubRequest, as: Value.Type = Value.self
    ) async throws(ForgeError) -> (value: Value, answer: HTTPResponse) {
        let answer = try await send(request)
        return (try decode(Value.self, answer, request), answer)
    }

    /// nil where there is nothing at this address.
    func optional<Value: Decodable>(
        _ request: GitHubRequest, as: Value.Type = Value.self
    ) async throws(ForgeError) -> Value? {
        do throws(ForgeError) { return try await value(request) } catch {
            if case .missing = error { return nil }
            throw error
        }
    }

    /// All items of a list, page by page.
    ///
    /// - Parameter isLast: Whether the pages behind this one are not needed.
    func list<Item: Decodable>(
        _ request: GitHubRequest, of: Item.Type = Item.self, until isLast: ([Item]) -> Bool = { _ in false }
    ) async throws(ForgeError) -> [Item] {
        try await pages(request) { (page: [Item]) in
            page
        } until: {
            isLast($0)
        }
    }

    /// All items of a list that is inside of an object which also says their number.
    func list<Page: CountedPage>(_ request: GitHubRequest, in: Page.Type) async throws(ForgeError) -> [Page.Item] {
        var total = 0
        let items = try await pages(request) { (page: Page) in
            total = page.totalCount
            return page.items
        } until: { _ in
            false
        }
        guard items.count >= total else {
            throw .incomplete(shown(request), reason: "It says that there are \(total), and sent \(items.count).")
        }
        return items
    }

    private func pages<Page: Decodable, Item>(
        _ request: GitHubRequest, items: (Page) -> [Item], until isLast: ([Item]) -> Bool
    ) async throws(ForgeError) -> [Item] {
        var next = request
        next.query.append(("per_page", "100"))
        var found: [Item] = []
        for _ in 0..<GitHubClient.pageLimit {
            let answer = try await send(next)
            let page = items(try decode(Page.self, answer, request))
            found += page
            guard let address = linkedPages(answer["Link"] ?? "")["next"], !isLast(page) else { return found }
            // A page elsewhere would take the token there.
            guard GitHubPlace.origin(of: address) == place.origin else {
                throw .incomplete(
                    shown(request), reason: "The next page is at another server: \(shownAddress(address)).")
            }
            next = GitHubRequest(request.method, address, purpose: request.purpose, in: request.repository)
        }
        throw .incomplete(shown(request), reason: "There are more than \(GitHubClient.pageLimit) pages.")
    }

    func decode<Value: Decodable>(
        _: Value.Type, _ answer: HTTPResponse, _ request: GitHubRequest
    ) throws(ForgeError) -> Value {
        do { return try gitHubDecoder().decode(Value.self, from: Data(answer.body)) } catch {
            throw .unreadable(shown(request), reason: readable(error))
        }
    }

    private func readable(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            "'\((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))' is missing."
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))': \(context.debugDescription)"
        default: "\(error)"
        }
    }
}

/// A page of a list with the number of all items.
protocol CountedPage: Decodable {
    associatedtype Item
    var totalCount: Int { get }
    var items: [Item] { get }
}
