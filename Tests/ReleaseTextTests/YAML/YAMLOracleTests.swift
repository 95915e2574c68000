import Foundation
import ReleaseTestKit
import ReleaseText
import Testing

/// PyYAML reads the same texts. Where it is not installed the suite is skipped.
@Suite("YAML against PyYAML", .enabled(if: PyYAML.isInstalled, "python3 with PyYAML is not installed"))
struct YAMLOracleTests {
    @Test("Each text of the collection is read as PyYAML reads it")
    func collection() throws {
        for (text, answer) in zip(yamlCollection, try PyYAML.read(yamlCollection)) {
            let expected = try #require(answer, "PyYAML refuses \(text.debugDescription)")
            #expect(read(text) == .success(expected), "\(text.debugDescription)")
        }
    }

    /// Texts made by chance are mostly wrong; what both accept they must read alike.
    @Test("A mutated text that both readers accept is read alike")
    func mutations() throws {
        var random = SeededGenerator(seed: 20)
        var texts: [String] = []
        for _ in 0..<4000 {
            guard let base = yamlCollection.randomElement(using: &random) else { continue }
            texts.append(mutated(base, using: &random))
        }
        var both = 0
        for (text, answer) in zip(texts, try PyYAML.read(texts)) {
            guard let answer, case .success(let ours) = read(text) else { continue }
            both += 1
            #expect(ours == answer, "seed 20: \(text.debugDescription)")
        }
        #expect(both > 500)
    }

    private func mutated(_ text: String, using random: inout SeededGenerator) -> String {
        var characters = Array(text)
        let alphabet = Array("\n  -:#,[]{}'\"|>&*ab1~\\!")
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let at = Int.random(in: 0...characters.count, using: &random)
            if Bool.random(using: &random), at < characters.count {
                characters.remove(at: at)
            } else if let one = alphabet.randomElement(using: &random) {
                characters.insert(one, at: at)
            }
        }
        return String(characters)
    }
}

enum PyYAML {
    static let isInstalled = (try? run("import yaml", [])) != nil

    /// What PyYAML makes of each text, scalars as written; nil for what it refuses.
    static func read(_ texts: [String]) throws -> [PlainTree?] {
        let program = """
            import json, sys, yaml
            answers = []
            def strict(loader, node, deep=False):
                keys = [loader.construct_object(k, deep=True) for k, _ in node.value]
                if not all(isinstance(k, str) for k in keys) or len(set(keys)) < len(keys):
                    raise yaml.YAMLError("key")
                return yaml.loader.BaseLoader.construct_mapping(loader, node, deep=True)
            class Loader(yaml.loader.BaseLoader):
                pass
            Loader.add_constructor(None, lambda l, n: strict(l, n) if isinstance(n, yaml.MappingNode)
                else l.construct_sequence(n, deep=True) if isinstance(n, yaml.SequenceNode) else n.value)
            for text in json.load(open(sys.argv[1], encoding="utf-8")):
                try:
                    tree = yaml.load(text, Loader)
                    json.dumps(tree).encode()
                    answers.append([tree])
                except Exception:
                    answers.append(None)
            json.dump(answers, open(sys.argv[2], "w", encoding="utf-8"))
            """
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("yaml-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appendingPathComponent("in.json")
        let output = folder.appendingPathComponent("out.json")
        try JSONSerialization.data(withJSONObject: texts).write(to: input)
        try run(program, [input.path, output.path])
        let answers = try JSONSerialization.jsonObject(with: Data(contentsOf: output)) as? [Any] ?? []
        return answers.map { ($0 as? [Any]).flatMap(\.first).map(PlainTree.init(json:)) }
    }

    struct Failed: Error {}

    /// Spawned directly: waiting on a `Foundation.Process` inside a test can block for ever.
    private static func run(_ program: String, _ arguments: [String]) throws {
        let words = ["python3", "-c", program] + arguments
        var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in 0...2 as ClosedRange<Int32> {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        guard posix_spawnp(&process, "python3", &actions, nil, pointers, environ) == 0 else { throw Failed() }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1 && errno == EINTR {}
        if status != 0 { throw Failed() }
    }
}
