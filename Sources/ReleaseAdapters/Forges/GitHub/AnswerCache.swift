/// Answers that GitHub may confirm instead of sending them again, which costs nothing of the budget.
package protocol AnswerCache: Sendable {
    func entry(for key: CacheKey) -> CachedAnswer?
    func keep(_ answer: CachedAnswer, for key: CacheKey)
    /// Forgets what a write may have changed: every address with this beginning.
    func drop(below prefix: String)
}

/// A validator holds for one address, one identity and one media type.
package struct CacheKey: Sendable, Hashable {
    package var address: String
    package var accept: String
    /// Whose credentials, by their source.
    package var identity: String
}

package struct CachedAnswer: Sendable, Hashable, Codable {
    /// The entity tag.
    package var tag: String
    package var link: String?
    package var body: [UInt8]

    func answer(to response: HTTPResponse) -> HTTPResponse {
        var fields = response.fields.filter { $0.name.lowercased() != "link" }
        if let link { fields.append(.init("Link", link)) }
        return HTTPResponse(status: 200, fields: fields, body: body, address: response.address)
    }
}
