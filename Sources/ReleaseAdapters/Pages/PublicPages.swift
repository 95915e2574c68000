package import ReleasePorts

/// Pages by HTTP, without any credentials.
package struct PublicPages: WebPages {
    private let http: HTTPClient

    package init(http: HTTPClient = HTTPClient()) { self.http = http }

    package func page(_ address: String) async throws -> WebPage {
        let answer = try await http.send(
            HTTPRequest(
                "GET", address, fields: [.init("User-Agent", "slipway"), .init("Cache-Control", "no-cache")],
                deadline: .seconds(60), answerLimit: 1 << 20))
        return WebPage(status: answer.status, text: answer.text)
    }
}
