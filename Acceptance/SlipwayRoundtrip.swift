import Foundation

/// Reads every manifest of a source tree, changes each value there and back, and says as JSON what came of it.
///
///     slipway-roundtrip TREE OUT
///
/// A tool for `Scripts/accept`, not part of what is released. `OUT` gets every file as it is between the two edits, so that
/// other parsers can judge it.
@main
struct SlipwayRoundtrip {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            FileHandle.standardError.write(Data("usage: slipway-roundtrip TREE OUT\n".utf8))
            exit(2)
        }
        let output = URL(fileURLWithPath: arguments[2])
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        let report = RoundTrip(tree: SourceTree(folder: arguments[1]), output: output).report
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(report))
    }
}
