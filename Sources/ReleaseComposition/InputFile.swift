import Foundation

/// A file written by a person, which the program reads in full.
struct InputFile {
    let path: String
    /// Whether the user named it; a file that was only found may be someone else's link.
    let isNamed: Bool
    /// The folder that a found file may not leave.
    let home: String

    /// In bytes; more than anyone writes by hand.
    static let sizeLimit = 4 << 20

    /// - Returns: nil where it is not there.
    /// - Throws: ``InputError`` for a link out of the folder that the user did not name, and for an endless file.
    func bytes() throws(InputError) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let home = URL(fileURLWithPath: home).resolvingSymlinksInPath().path
        guard isNamed || real.hasPrefix(home + "/") else { throw .outside(path) }
        if let size = (try? FileManager.default.attributesOfItem(atPath: real))?[.size] as? Int,
            size > InputFile.sizeLimit
        {
            throw .tooLarge(path, size)
        }
        return FileManager.default.contents(atPath: path).map(Array.init)
    }
}
