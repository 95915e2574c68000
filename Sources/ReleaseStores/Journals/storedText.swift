import Foundation
import ReleaseModel
import ReleasePorts

/// UTC with milliseconds, so that texts order as times do.
private let timeFormat = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

/// A time as stores keep it: `2026-01-01T00:00:00.000Z`.
func stamp(_ moment: Date) -> String { moment.formatted(timeFormat) }

/// The time that a stored text says.
func date(_ stamp: String, in store: String) throws(StoreError) -> Date {
    do { return try Date(stamp, strategy: timeFormat) } catch {
        throw .corrupt(path: store, reason: "'\(stamp)' is no time")
    }
}

/// A value as stores keep it, and as the chain of hashes covers it.
func storedText(_ value: some Encodable) -> String {
    do { return String(decoding: try encodeJSON(value, isPretty: false), as: UTF8.self) } catch {
        preconditionFailure("every value of the model can be written as JSON: \(error)")
    }
}

/// The inverse of ``storedText(_:)``.
///
/// - Parameter what: Where the text stands, for the error: `entry 7 of r1`.
func decoded<Value: Decodable>(
    _ type: Value.Type, _ text: String, what: String, in store: String
) throws(StoreError) -> Value {
    do { return try decodeJSON(type, from: Data(text.utf8)) } catch {
        throw .corrupt(path: store, reason: "\(what) can't be read")
    }
}
