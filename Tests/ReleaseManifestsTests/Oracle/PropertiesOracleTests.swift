import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import ReleaseText
import Testing

/// Java's own judgement. Where it is not installed, these tests are skipped.
@Suite("Property files beside Java", .enabled(if: OutsideTool.isInstalled("javac"), "javac is not on PATH"))
struct PropertiesOracleTests {
    private static let program = """
        import java.io.*;
        import java.util.*;
        public class Ask {
            static String hex(String text) throws IOException { return HexFormat.of().formatHex(text.getBytes("UTF-8")); }
            public static void main(String[] arguments) throws IOException {
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
                for (String line = input.readLine(); line != null; line = input.readLine()) {
                    String text = new String(HexFormat.of().parseHex(line.trim()), "UTF-8");
                    Properties properties = new Properties();
                    StringBuilder answer = new StringBuilder("=");
                    try {
                        properties.load(new StringReader(text));
                        for (String name : new TreeSet<>(properties.stringPropertyNames()))
                            answer.append(" ").append(hex(name)).append(":").append(hex(properties.getProperty(name)));
                    } catch (IllegalArgumentException error) { answer = new StringBuilder("error"); }
                    System.out.println(answer);
                }
            }
        }
        """

    @Test("Names and values are what Java finds")
    func agreement() throws {
        var random = SeededGenerator(seed: 3)
        let pieces = [
            "version", "a.b", "=", ":", " ", "\t", "\n", "\r\n", "\r", "\\", "\\\n", "\\\r\n  ", "#", "!", "1.2.3",
            "\\u0041",
            "\\t", "\\:", "\u{C}", "é", "x",
        ]
        let texts = (0..<3000).map { _ in
            (0..<Int.random(in: 1...14, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                .joined()
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("properties-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(PropertiesOracleTests.program.utf8).write(to: folder.appendingPathComponent("Ask.java"))
        try #require(try #require(OutsideTool("javac")).run(["Ask.java"], in: folder).status == 0)
        let answer = try #require(OutsideTool("java")).run(
            ["-cp", folder.path, "Ask"], input: texts.map { hex($0) }.joined(separator: "\n") + "\n")
        let lines = answer.output.split(separator: "\n")
        try #require(lines.count == texts.count)
        for (text, line) in zip(texts, lines) where line != "error" {
            var found: [String: String] = [:]
            for value in JavaProperties(bytes: Array(text.utf8)).values {
                guard case .key(let name)? = ValuePath(value.key)?.steps.first else { continue }
                found[hex(name)] = hex(value.text)
            }
            // Java makes an empty name of a joined line at the very end.
            found[""] = nil
            let expected = line.dropFirst().split(separator: " ").map(String.init).filter { !$0.hasPrefix(":") }
            #expect(found.map { "\($0.key):\($0.value)" }.sorted() == expected.sorted(), "\(text.debugDescription)")
        }
    }

    private func hex(_ text: String) -> String {
        text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
