import Foundation
import ReleaseModel

/// Why settings can't be read.
package enum SettingsError: Error, Equatable, CustomStringConvertible {
    case unknownKey(String)
    case invalid(String)

    package var description: String {
        switch self {
        case .unknownKey(let key): "'\(key)' is not a setting"
        case .invalid(let reason): reason
        }
    }
}

extension JSON {
    /// A value of defaults, with what this object says on top. A key that the defaults do not have is an error, unless they
    /// name it among those that may be missing.
    func filled<Value: Codable>(into defaults: Value, optional: Set<String> = []) throws(SettingsError) -> Value {
        do {
            let base = try JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(defaults))
            for key in (entries ?? [:]).keys.sorted() where base[key] == nil && !optional.contains(key) {
                throw SettingsError.unknownKey(key)
            }
            return try JSONDecoder().decode(Value.self, from: Data(base.overlaid(with: self).bytes))
        } catch let error as SettingsError {
            throw error
        } catch {
            throw .invalid("\(error)")
        }
    }
}
