import Foundation
import GitHubDouble
import ReleaseModel

/// What the command line says.
struct DoubleOptions {
    struct Invalid: Error, CustomStringConvertible {
        var description: String
    }

    var settings = DoubleSettings()
    var repositorySettings = RepositorySettings()
    /// Name and folder, in the given order; an empty folder name makes an empty repository.
    var repositories: [(name: String, source: String?)] = []
    var tokens: [(token: String, login: String)] = []
    var record: String?
    var ports = (0, 0, 0)

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw Invalid(description: "\(option) needs a value") }
            try take(option, value)
        }
    }

    private mutating func take(_ option: String, _ value: String) throws {
        let pair = value.split(separator: "=", maxSplits: 1).map(String.init)
        switch option {
        case "--settings":
            guard let bytes = FileManager.default.contents(atPath: value), let json = JSON(parsing: Array(bytes)) else {
                throw Invalid(description: "\(value) is not a file with JSON")
            }
            settings = try DoubleSettings(json: json["double"] ?? [:])
            repositorySettings = try RepositorySettings(json: json["repository"] ?? [:])
        case "--repository": repositories.append((pair[0], pair.count > 1 ? pair[1] : nil))
        case "--token":
            guard pair.count == 2 else { throw Invalid(description: "--token takes TOKEN=LOGIN") }
            tokens.append((pair[0], pair[1]))
        case "--seed":
            guard let seed = UInt64(value) else { throw Invalid(description: "--seed takes a number") }
            settings.seed = seed
        case "--faults":
            guard let rate = Double(value), (0...1).contains(rate) else {
                throw Invalid(description: "--faults takes a rate from 0 to 1")
            }
            settings.faults.rate = rate
        case "--record": record = value
        case "--ports":
            let numbers = value.split(separator: ",").compactMap { Int($0) }
            guard numbers.count == 3 else { throw Invalid(description: "--ports takes three numbers") }
            ports = (numbers[0], numbers[1], numbers[2])
        default: throw Invalid(description: "unknown option \(option)")
        }
    }
}
