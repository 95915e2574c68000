import Foundation

/// The fields of a query or of a form, each at most once.
///
/// - Parameters:
///   - text: Still encoded: `a=1&b=2`.
///   - valid: The names that there are.
///   - code: Of the problem that it is thrown as.
func parameters(in text: String, valid: [String], code: String) throws(Problem) -> [String: String] {
    var found: [String: String] = [:]
    for pair in text.split(separator: "&") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let decoded = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
        guard let name = decoded[0], let value = decoded.count == 2 ? decoded[1] : "" else {
            throw Problem(400, code, "The parameters are not encoded correctly.")
        }
        guard valid.contains(name) else {
            let known = valid.isEmpty ? "There are none here." : "Valid: \(valid.joined(separator: ", "))."
            throw Problem(400, code, "There is no parameter '\(name)'. \(known)")
        }
        guard found.updateValue(value, forKey: name) == nil else {
            throw Problem(400, code, "The parameter \(name) stands there twice.")
        }
    }
    return found
}
