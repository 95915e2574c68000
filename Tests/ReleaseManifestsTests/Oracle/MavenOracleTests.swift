import Foundation
import ReleaseManifests
import ReleaseModel
import ReleaseTestKit
import Testing

/// Maven's own judgement, through its library. Where that or Java is not installed, these tests are skipped.
@Suite("Maven's versions and ranges beside Maven", .enabled(if: MavenLibrary.path != nil, "java or Maven is missing"))
struct MavenOracleTests {
    @Test("Versions are in Maven's order")
    func order() throws {
        var random = SeededGenerator(seed: 1)
        let pairs = (0..<6000).map { _ in
            (RandomRequirement.mavenVersion(using: &random), RandomRequirement.mavenVersion(using: &random))
        }
        let answers = try MavenLibrary.answers(pairs.map { "compare \($0) \($1)" })
        for ((left, right), answer) in zip(pairs, answers) {
            let (one, other) = (try #require(MavenVersion(left)), try #require(MavenVersion(right)))
            #expect((one < other ? "-1" : one == other ? "0" : "1") == answer, "\(left) and \(right)")
            #expect((other < one ? "1" : one == other ? "0" : "-1") == answer, "\(left) and \(right)")
        }
    }

    @Test("A range accepts what Maven's accepts, and a rewritten one accepts its version there too")
    func ranges() throws {
        var random = SeededGenerator(seed: 2)
        var questions: [(range: String, version: String)] = []
        var expected: [String] = []
        for _ in 0..<6000 {
            let range = RandomRequirement.mavenRange(using: &random)
            let text = RandomRequirement.semanticVersion(using: &random)
            let version = try #require(Version(text))
            let requirement = MavenRequirement(range)
            questions.append((range, text))
            expected.append(requirement.map { "\($0.accepts(version))" } ?? "error")
            guard let requirement else { continue }
            let new = try #require(requirement.rewritten(toFollow: version))
            #expect(new.contains("[") || new.contains("(") || new == text)
            guard new != text else { continue }
            questions.append((new, text))
            expected.append("true")
        }
        for policy in RequirementPolicy.allCases where policy != .exact {
            for text in ["1.2.3", "0.2.3", "0.0.3", "2.0.0-rc.1", "0.0.0"] {
                let version = try #require(Version(text))
                questions.append((MavenRequirement.written(policy, for: version), text))
                expected.append("true")
            }
        }
        let answers = try MavenLibrary.answers(questions.map { "contains \($0.version) \($0.range)" })
        for ((question, own), answer) in zip(zip(questions, expected), answers) {
            #expect(own == answer, "\(question.range) and \(question.version)")
        }
    }
}

/// Maven's `maven-artifact`, asked by a small Java program.
enum MavenLibrary {
    static let path: String? = {
        guard OutsideTool.isInstalled("java"), OutsideTool.isInstalled("javac") else { return nil }
        let folders = ["/usr/share/maven/lib", "/usr/share/java", "/opt/maven/lib"]
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            if let name = names.sorted().first(where: { $0.hasPrefix("maven-artifact-3") && $0.hasSuffix(".jar") }) {
                return "\(folder)/\(name)"
            }
        }
        return nil
    }()

    private static let program = """
        import java.io.*;
        import org.apache.maven.artifact.versioning.*;
        public class Ask {
            public static void main(String[] arguments) throws IOException {
                BufferedReader input = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
                for (String line = input.readLine(); line != null; line = input.readLine()) {
                    String[] words = line.split(" ", 3);
                    if (words[0].equals("compare")) {
                        int order = new ComparableVersion(words[1]).compareTo(new ComparableVersion(words[2]));
                        System.out.println(Integer.signum(order));
                    } else {
                        String answer;
                        try {
                            VersionRange range = VersionRange.createFromVersionSpec(words[2]);
                            answer = "" + range.containsVersion(new DefaultArtifactVersion(words[1]));
                        } catch (InvalidVersionSpecificationException error) { answer = "error"; }
                        System.out.println(answer);
                    }
                }
            }
        }
        """

    /// One Java for all questions.
    static func answers(_ questions: [String]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("maven-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(program.utf8).write(to: folder.appendingPathComponent("Ask.java"))
        let classes = folder.path + ":" + (path ?? "")
        let javac = try #require(OutsideTool("javac"))
        #expect(try javac.run(["-cp", classes, "Ask.java"], in: folder).status == 0)
        // Maven's library leans on others beside it.
        let beside = (path as NSString?)?.deletingLastPathComponent ?? ""
        let java = try #require(OutsideTool("java"))
        let answer = try java.run(
            ["-cp", "\(classes):\(beside)/*", "Ask"], input: questions.joined(separator: "\n") + "\n")
        try #require(answer.status == 0)
        let lines = answer.output.split(separator: "\n").map(String.init)
        try #require(lines.count == questions.count)
        return lines
    }
}
