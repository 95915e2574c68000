import Foundation

/// The path of one of our programs, which lie beside the test bundle.
///
/// - Throws: ``NoSuchProgram`` where the tests were built without it.
package func builtProgram(_ name: String) throws -> String {
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    for place in [bundle, folder] where FileManager.default.isExecutableFile(atPath: "\(place)/\(name)") {
        return "\(place)/\(name)"
    }
    throw NoSuchProgram(name: name, places: [bundle, folder])
}

package struct NoSuchProgram: Error, CustomStringConvertible {
    var name: String
    var places: [String]

    package var description: String { "\(name) is in none of \(places.joined(separator: ", "))" }
}
