import Foundation
package import ReleaseModel
package import ReleasePorts

extension GitHub {
    package func workflows(
        at branch: String, in repository: ForgeRepository
    ) async throws(ForgeError) -> [String: [UInt8]] {
        struct Entry: Decodable { var path, type: String }
        struct File: Decodable { var content: String? }
        let purpose = "read the workflows of \(repository)"
        func request(_ path: String) -> GitHubRequest {
            var request = GitHubRequest(
                "GET", repository.path("/contents/\(path.asPath)"), purpose: purpose, in: repository)
            request.query = [("ref", branch)]
            return request
        }
        guard let entries: [Entry] = try await client.optional(request(".github/workflows")) else {
            // The same answer where there is no such repository.
            _ = try await facts(of: repository)
            return [:]
        }
        var found: [String: [UInt8]] = [:]
        for entry in entries
        where entry.type == "file" && (entry.path.hasSuffix(".yml") || entry.path.hasSuffix(".yaml")) {
            let file: File = try await client.value(request(entry.path))
            let data = file.content.flatMap { Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }
            found[entry.path] = data.map { Array($0) }
        }
        return found
    }

    package func dispatch(
        event: String, payload: [String: String], in repository: ForgeRepository
    ) async throws(ForgeError) {
        struct Body: Encodable {
            var eventType: String
            var clientPayload: [String: String]
        }
        _ = try await client.send(
            try GitHubRequest(
                "POST", repository.path("/dispatches"), Body(eventType: event, clientPayload: payload),
                purpose: "send the event '\(event)' to \(repository)", in: repository))
    }

    package func start(
        workflow: String, at reference: String, inputs: [String: String], in repository: ForgeRepository
    ) async throws(ForgeError) -> Int? {
        struct Body: Encodable {
            var ref: String
            var inputs: [String: String]
            var returnRunDetails = true
        }
        struct Answer: Decodable { var workflowRunId: Int? }
        let request = try GitHubRequest(
            "POST", repository.path("/actions/workflows/\(workflow.asPathPart)/dispatches"),
            Body(ref: reference, inputs: inputs), purpose: "start the workflow \(workflow) of \(repository)",
            in: repository)
        let answer = try await client.send(request)
        // Without run details the answer is empty (204).
        guard answer.status == 200 else { return nil }
        return try client.decode(Answer.self, answer, request).workflowRunId
    }
}
