import ReleaseHTTPServer

extension GitHubDouble {
    /// Everything the double is asked goes through here.
    func answer(_ request: ServerRequest, at origin: Origin) async -> ServerResponse {
        let path = request.path
        switch origin {
        case .storage: return await storedFile(request)
        case .uploads: return await api(request, prefix: path.hasPrefix("/api/uploads") ? "/api/uploads" : "", origin)
        case .main: break
        }
        if let repository = gitPath(path) { return await gitAnswer(request, repository) }
        if path == "/graphql" || path == "/api/graphql" {
            return await api(request, prefix: path == "/graphql" ? "" : "/api", origin)
        }
        if isDownload(path) { return await browserDownload(request) }
        return await api(request, prefix: path.hasPrefix("/api/v3") ? "/api/v3" : "", origin)
    }

    private func api(_ request: ServerRequest, prefix: String, _ origin: Origin) async -> ServerResponse {
        var exchange = APIExchange(double: self, request: request, prefix: prefix, origin: origin)
        await gauge.begin()
        let answer = await exchange.answer()
        await gauge.end()
        return answer
    }
}
