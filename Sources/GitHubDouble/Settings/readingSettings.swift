import Foundation
package import ReleaseModel

extension DoubleSettings {
    /// GitHub's values with what an object says on top.
    package init(json: JSON) throws(SettingsError) {
        self = try json.filled(into: DoubleSettings())
    }
}

extension RepositorySettings {
    /// The defaults with what an object says on top; protections and rulesets may be partial too.
    package init(json: JSON) throws(SettingsError) {
        var complete = json.entries ?? [:]
        if let protections = json["protections"]?.entries {
            var all: [String: JSON] = [:]
            for (pattern, one) in protections {
                all[pattern] = try encoded(
                    one.filled(into: Protection(), optional: ["checks", "reviews", "pushers"]))
            }
            complete["protections"] = .object(all)
        }
        if let rulesets = json["rulesets"]?.items {
            var all: [JSON] = []
            for one in rulesets { all.append(try encoded(one.filled(into: Ruleset()))) }
            complete["rulesets"] = .array(all)
        }
        self = try JSON.object(complete).filled(into: RepositorySettings(), optional: ["description"])
    }
}

private func encoded(_ value: some Encodable) throws(SettingsError) -> JSON {
    guard let data = try? JSONEncoder().encode(value), let json = JSON(parsing: Array(data)) else {
        throw .invalid("a setting can't be written as JSON")
    }
    return json
}
