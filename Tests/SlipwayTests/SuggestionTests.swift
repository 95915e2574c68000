import Foundation
import ReleaseCLI
import Testing

@Suite("Suggestions")
struct SuggestionTests {
    /// A command that the program tells people to type, with its place.
    struct Suggestion: Sendable, CustomStringConvertible {
        var place: String
        var arguments: [String]

        var description: String { "\(place): slipway \(arguments.joined(separator: " "))" }
    }

    /// Every command in the texts of the sources: those that begin with it, and those that lead up to it.
    static let all: [Suggestion] = {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)?.compactMap {
            $0 as? URL
        }
        var found: [Suggestion] = []
        // What begins a file of the cache is no command.
        for file in (files ?? []).filter({ $0.pathExtension == "swift" && $0.lastPathComponent != "HistoryCache.swift" }
        ).sorted(by: { $0.path < $1.path }) {
            let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(
                separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in (lines ?? []).enumerated() where line.contains("slipway ") {
                guard !line.drop(while: \.isWhitespace).hasPrefix("//") else { continue }
                found += commands(in: String(line)).map {
                    Suggestion(place: "\(file.lastPathComponent):\(index + 1)", arguments: $0)
                }
            }
        }
        return found
    }()

    /// The commands in the string literals of a line of code.
    static func commands(in line: String) -> [[String]] {
        // What is filled in is some word.
        var code = line
        while let inner = code.firstMatch(of: /\\\((?:[^()"]|\([^()]*\)|"[^"]*")*\)/) {
            code.replaceSubrange(inner.range, with: "r1")
        }
        return code.matches(of: /"((?:[^"\\]|\\.)*)"/).flatMap { literal in
            String(literal.1).matches(of: /(?:^|: |; |then |or |`|· )slipway ([a-z][^`;,:(\n·]*)/).map { match in
                var text = String(match.1).split(separator: "\\n")[0]
                if let sentence = text.firstRange(of: ". ") { text = text[..<sentence.lowerBound] }
                return text.split(separator: " ").map { word in
                    word.hasSuffix(".") && word != "." ? String(word.dropLast()) : String(word)
                }
            }
        }.filter { !$0.isEmpty }
    }

    @Test("The sources are read as people read them")
    func reading() {
        #expect(Self.commands(in: #"["Continue: slipway run resume \(record.id)", x]"#) == [["run", "resume", "r1"]])
        #expect(
            Self.commands(in: #""Agree: slipway run approve \(a(b)), then: slipway run resume.""#)
                == [["run", "approve", "r1"], ["run", "resume"]])
        #expect(Self.commands(in: #"return "The next slipway release goes on.""#) == [])
        #expect(Self.all.count > 60)
    }

    @Test("Every command that the program suggests is one that it understands")
    func understood() {
        for suggestion in Self.all {
            let arguments = suggestion.arguments.split(separator: "--head").joined(
                separator: ["--head", "1-" + String(repeating: "0", count: 64)])
            let refusal = SlipwayCommand.refusal(
                of: Array(arguments.filter { $0 != "r1" || !arguments.contains("--head") }))
            // A sentence may name a command without what it takes.
            let isName = suggestion.arguments.count <= 2 && refusal?.hasPrefix("Missing expected argument") == true
            #expect(isName || refusal == nil, "\(suggestion)\n\(refusal ?? "")")
        }
    }

    @Test("Nonexistent commands and options are noticed", arguments: ["plan --release core", "republish"])
    func noticed(command: String) {
        #expect(SlipwayCommand.refusal(of: command.split(separator: " ").map(String.init)) != nil)
    }
}
