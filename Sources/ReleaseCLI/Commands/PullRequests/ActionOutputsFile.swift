import Foundation
import ReleaseComposition
import ReleasePlanning

/// The file that a runner reads a step's outputs from.
struct ActionOutputsFile {
    let path: String

    /// - Throws: ``InputError/notWritable(_:)``.
    func append(_ outputs: ActionOutputs) throws {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        guard let file = FileHandle(forWritingAtPath: path) else { throw InputError.notWritable(path) }
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(outputs.runnerText.utf8))
    }
}
