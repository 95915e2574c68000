import Foundation
import ReleaseModel
package import ReleasePorts

extension PythonIndex {
    package func upload(_ file: PackageFile) async throws(PackageIndexError) {
        guard PythonPackageFile(fileName: file.name) != nil else { throw .badName(file.name) }
        let folder = String(file.path.dropLast(file.name.count + 1))
        let program = try PythonIndex.uploader(runner)
        let secrets = [place.password].compactMap { $0 }
        // By its bare name from its own folder: a path could hold what the programs take for a pattern.
        let command = Command(
            program.arguments(for: file.name, to: place.upload), folder: folder.isEmpty ? "/" : folder,
            environment: program.environment(username: place.username, password: place.password),
            timeout: place.deadline, secrets: secrets)
        let result: CommandResult
        do { result = try await runner.run(command) } catch {
            switch error {
            case .notFound: throw .noProgram(PythonUploader.allCases.map(\.rawValue))
            case .notStarted, .tooMuchOutput, .notConfined, .badAccount:
                throw .uploadFailed(name: file.name, index: shown, reason: error.summary)
            case .cancelled: throw .cancelled(index: shown)
            }
        }
        guard !result.hasSucceeded else { return try checkNotSkipped(result, file) }
        var redactor = Redactor(secrets: secrets)
        let masked = redactor.add(result.errors + [10] + result.output) + redactor.finish()
        let said = String(decoding: masked, as: UTF8.self)
        guard result.end != .timedOut else {
            throw .unreachable(index: shownAddress(place.upload), reason: "\(program.rawValue) took too long\n\(said)")
        }
        if let error = failure(said, of: file) { throw error }
    }

    /// uv skips a file with an invalid name and reports success.
    private func checkNotSkipped(_ result: CommandResult, _ file: PackageFile) throws(PackageIndexError) {
        let said = result.errorText + result.text
        let isSkipped = said.contains("non-normalized filename") && !said.contains("Uploading \(file.name)")
        if isSkipped { throw .badName(file.name) }
    }

    /// Whether there is a program that can upload.
    package static func checkUploader(_ runner: any CommandRunner) throws(PackageIndexError) {
        _ = try uploader(runner)
    }

    private static func uploader(_ runner: any CommandRunner) throws(PackageIndexError) -> PythonUploader {
        if let program = PythonUploader.allCases.first(where: { runner.canFind($0.rawValue) }) { return program }
        throw .noProgram(PythonUploader.allCases.map(\.rawValue))
    }

    /// nil if the index reports that it has a file with this name: the caller checks which.
    private func failure(_ said: String, of file: PackageFile) -> PackageIndexError? {
        let status = uploadStatus(in: said)
        let isThere = ["already exist", "file exists", "has already been taken"]
            .contains { said.lowercased().contains($0) }
        if status == 409 || isThere { return nil }
        guard let status else { return .uploadFailed(name: file.name, index: shown, reason: said) }
        let error = indexError(shownAddress(place.upload), status: status, reason: said)
        return status < 400 ? .uploadFailed(name: file.name, index: shown, reason: said) : error
    }
}

/// Programs that upload to a Python package index, the preferred one first.
enum PythonUploader: String, CaseIterable {
    case uv, twine

    /// Without any credential: other users of the machine can read arguments.
    func arguments(for file: String, to address: String) -> [String] {
        switch self {
        case .uv:
            ["uv", "publish", "--no-progress", "--trusted-publishing", "never", "--publish-url", address, "--", file]
        case .twine:
            [
                "twine", "upload", "--non-interactive", "--disable-progress-bar", "--repository-url", address, "--",
                file,
            ]
        }
    }

    /// nil unsets what the user's own environment would have the program do instead.
    func environment(username: String?, password: Secret?) -> [String: String?] {
        // Without anything, both ask for something, also where the index asks for nothing.
        let name = username ?? (password == nil ? "anonymous" : "__token__")
        let password = password?.reveal() ?? "anonymous"
        switch self {
        case .uv:
            return [
                "UV_PUBLISH_USERNAME": name, "UV_PUBLISH_PASSWORD": password, "UV_PUBLISH_TOKEN": nil,
                "UV_PUBLISH_URL": nil, "UV_PUBLISH_INDEX": nil, "UV_PUBLISH_CHECK_URL": nil,
                "UV_KEYRING_PROVIDER": nil, "NO_COLOR": "1",
            ]
        case .twine:
            return [
                "TWINE_USERNAME": name, "TWINE_PASSWORD": password,
                "TWINE_REPOSITORY": nil, "TWINE_REPOSITORY_URL": nil, "NO_COLOR": "1",
            ]
        }
    }
}

/// The status that the server gave, as reported by uv (`status code 409 Conflict`) and twine (`HTTPError: 409
/// Conflict`); nil if they report none.
func uploadStatus(in text: String) -> Int? {
    for mark in ["status code", "HTTPError:"] {
        var rest = text[...]
        while let found = rest.range(of: mark) {
            rest = rest[found.upperBound...]
            let digits = rest.drop { $0 == " " || $0 == ":" }.prefix { $0.isASCII && $0.isNumber }
            if digits.count == 3, let status = Int(digits) { return status }
        }
    }
    return nil
}
