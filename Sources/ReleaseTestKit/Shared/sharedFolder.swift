package import Foundation

/// A file of the conformance data that lies beside the project; nil where it is absent.
///
/// `SLIPWAY_SHARED` names the folder; without it, `../shared` seen from the package.
package func sharedFile(_ path: String) -> Data? { try? Data(contentsOf: sharedFolder.appendingPathComponent(path)) }

/// The files below a folder of the conformance data, relative to it and sorted; none where it is absent.
package func sharedFiles(_ path: String) -> [String] {
    let names = try? FileManager.default.subpathsOfDirectory(atPath: sharedFolder.appendingPathComponent(path).path)
    return (names ?? []).sorted()
}

private var sharedFolder: URL {
    let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return ProcessInfo.processInfo.environment["SLIPWAY_SHARED"].map { URL(fileURLWithPath: $0) }
        ?? package.deletingLastPathComponent().appendingPathComponent("shared")
}

/// Reads a file of the conformance data; nil where it is absent.
package func shared<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value? {
    try sharedFile(path).map { try JSONDecoder().decode(type, from: $0) }
}
