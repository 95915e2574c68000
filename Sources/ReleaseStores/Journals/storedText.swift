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
        throw .corrupt(path: store, reason: "'\(stamp)' is not a valid time")
    }
}

/// A value as stores keep it, and as the chain of hashes covers it.
func storedText(_ value: some Encodable) -> String {
    do { return String(decoding: try encodeJSON(value, isPretty: false), as: UTF8.self) } catch {
        preconditionFailure("every value of the model can be written as JSON: \(error)")
    }
}

/// A plan as stores keep it.
func storedPlanText(_ plan: ReleasePlan) -> String {
    do { return String(decoding: try encodeJSON(plan, isPretty: false, planSchema: .second), as: UTF8.self) } catch {
        preconditionFailure("every plan can be written as JSON: \(error)")
    }
}

/// The inverse of ``storedText(_:)``.
///
/// - Parameters:
///   - what: Where the text stands, for the error: `entry 7 of r1`.
///   - isAsWritten: Whether the text is known to be what was stored: then content that can't be decoded is from a newer
///     version.
func decoded<Value: Decodable>(
    _ type: Value.Type, _ text: String, what: String, in store: String, isAsWritten: Bool = false
) throws(StoreError) -> Value {
    do { return try decodeJSON(type, from: Data(text.utf8)) } catch {
        guard isAsWritten else { throw .corrupt(path: store, reason: "\(what) can't be read") }
        throw .newer(path: store, what: what)
    }
}

/// A stored plan.
///
/// - Throws: ``StoreError/newer(path:what:)`` for one of a later schema, and for one that is whole and has something in it
///   that this version does not know: a kind of step, for example.
func decodedPlan(_ text: String, what: String, in store: String) throws(StoreError) -> ReleasePlan {
    let data = Data(text.utf8)
    do { return try decodeJSON(ReleasePlan.self, from: data) } catch let error as UnreadablePlanSchema {
        guard error.isNewer else {
            throw .corrupt(path: store, reason: "\(what) has the schema '\(error.schema)'")
        }
        throw .newer(path: store, what: what)
    } catch {
        struct Head: Decodable { var schema: String }
        guard (try? decodeJSON(Head.self, from: data)) != nil else {
            throw .corrupt(path: store, reason: "\(what) can't be read")
        }
        throw .newer(path: store, what: what)
    }
}
