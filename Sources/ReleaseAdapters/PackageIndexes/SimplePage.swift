import Foundation
import ReleaseModel

/// A file that a page of the simple API lists.
struct SimpleFile: Sendable, Hashable {
    var name: String
    /// Absolute.
    var address: String
    /// nil if the index has none, or only one of another kind.
    var digest: Digest?
}

/// A page that is incomplete or invalid.
struct SimplePageFault: Error {
    var reason: String
}

/// All files of one package in a simple index.
///
/// Source: [PEP 691](https://peps.python.org/pep-0691/) for JSON, [PEP 503](https://peps.python.org/pep-0503/) for HTML.
struct SimplePage {
    private(set) var files: [SimpleFile] = []

    init(_ answer: HTTPResponse) throws(SimplePageFault) {
        let type = (answer["Content-Type"] ?? "").lowercased().prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
        let isJSON = type.hasSuffix("+json") || type == "application/json"
        files = isJSON ? try SimplePage.json(answer) : try SimplePage.html(answer)
    }

    private struct Written: Decodable {
        struct Meta: Decodable {
            var version: String?
            enum CodingKeys: String, CodingKey { case version = "api-version" }
        }
        struct File: Decodable {
            var filename: String
            var url: String
            var hashes: [String: String]?
        }
        var meta: Meta?
        var files: [File]
    }

    private static func json(_ answer: HTTPResponse) throws(SimplePageFault) -> [SimpleFile] {
        let written: Written
        do { written = try JSONDecoder().decode(Written.self, from: Data(answer.body)) } catch {
            throw SimplePageFault(reason: "its JSON is not a list of files")
        }
        let version = written.meta?.version ?? "1.0"
        guard version == "1" || version.hasPrefix("1.") else {
            throw SimplePageFault(reason: "it speaks version \(version.prefix(20)) of the simple API, and not 1")
        }
        var files: [SimpleFile] = []
        for file in written.files {
            files.append(
                SimpleFile(
                    name: file.filename, address: try absolute(file.url, from: answer.address),
                    digest: digest(file.hashes?["sha256"])))
        }
        return files
    }

    private static func html(_ answer: HTTPResponse) throws(SimplePageFault) -> [SimpleFile] {
        let text = answer.text
        // Without a length a truncated response goes unnoticed: the page itself must show that it is complete.
        let hasLength = answer["Content-Length"] != nil || answer["Transfer-Encoding"] != nil
        let lower = text.lowercased()
        guard hasLength || lower.contains("</body>") || lower.contains("</html>") else {
            throw SimplePageFault(reason: "its page has no end")
        }
        var files: [SimpleFile] = []
        for target in anchorTargets(in: text) where !target.isEmpty {
            if let file = file(at: try absolute(target, from: answer.address)) { files.append(file) }
        }
        return files
    }

    /// nil for an address that ends with no name.
    private static func file(at address: String) -> SimpleFile? {
        let parts = address.split(separator: "#", maxSplits: 1).map(String.init)
        guard let place = parts.first?.prefix(while: { $0 != "?" }),
            let last = place.split(separator: "/", omittingEmptySubsequences: false).last, !last.isEmpty,
            let name = String(last).removingPercentEncoding
        else { return nil }
        let words = parts.count > 1 ? parts[1].split(separator: "&").map(String.init) : []
        let sum = words.first { $0.lowercased().hasPrefix("sha256=") }?.dropFirst(7)
        return SimpleFile(name: name, address: parts[0], digest: digest(sum.map(String.init)))
    }

    private static func absolute(_ target: String, from base: String) throws(SimplePageFault) -> String {
        guard let url = URL(string: target, relativeTo: URL(string: base))?.absoluteString, !url.isEmpty else {
            throw SimplePageFault(reason: "it names an address that can't be understood: \(target.prefix(200))")
        }
        return url
    }

    /// nil for anything but a SHA-256.
    private static func digest(_ text: String?) -> Digest? {
        guard let text = text?.lowercased(), text.utf8.count == 64, text.utf8.allSatisfy(isHexadecimal) else {
            return nil
        }
        return Digest(text)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
