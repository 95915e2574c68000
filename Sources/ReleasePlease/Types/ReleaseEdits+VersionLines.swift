import ReleaseManifests
import ReleaseModel
import ReleaseText

extension ReleaseEdits {
    /// Gives every value of a format another text.
    mutating func setAll(
        _ format: VersionLineFormat, of file: String, in files: [String: [UInt8]],
        to text: (ScannedValue) -> String?
    ) {
        guard let bytes = files[file] else { return }
        for value in format.scan(file, bytes).values {
            if let new = text(value) { add(value.key, of: file, in: .versionLine, from: value.text, to: new) }
        }
    }
}
