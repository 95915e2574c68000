import ReleaseModel
import ReleasePlanning
import ReleaseTestKit
import Testing

@Suite("Manual edits to release pull requests")
struct PullRequestEditTests {
    private func body(_ notes: [String: String], compatibility: Compatibility = .strict) -> PullRequestBody {
        PullRequestBody(
            notes.sorted { $0.key < $1.key }.map {
                PullRequestBody.Entry(component: $0.key, version: "1.2.0", notes: $0.value)
            }, hasSummaries: true, compatibility: compatibility)
    }

    @Test("An untouched body is simply regenerated, even one that a browser sent back")
    func untouched() {
        let (old, new) = (body(["core": "* a"]), body(["core": "* a\n* b", "cli": "* c"]))
        #expect(new.merged(into: old.text) == new.text)
        #expect(new.merged(into: old.text.replacing("\n", with: "\r\n")) == new.text)
        #expect(new.merged(into: body(["core": "* a", "cli": "* c\n* d"]).text) == new.text)
    }

    @Test("In compat mode the body is release-please's, whatever it was before")
    func compat() {
        let new = body(["core": "* b"], compatibility: .compat)
        #expect(new.merged(into: "anything") == new.text)
    }

    @Test("release-please's text is replaced; other text without markers is kept below")
    func takenOver() {
        let new = body(["core": "* a"])
        #expect(new.merged(into: body(["core": "* a"], compatibility: .compat).text) == new.text)
        #expect(new.merged(into: "By hand").contains("By hand"))
    }

    @Test("Text above, between and below the parts stays where it is")
    func around() throws {
        let old = body(["core": "* a", "lib": "* l"]).text
        let mark = try #require(old.ranges(of: "<!-- slipway:begin entry:lib").first)
        var edited = "Please wait for Ada.\n\n" + old + "\n\nThanks!"
        edited.insert(contentsOf: "About core.\n\n", at: edited.index(mark.lowerBound, offsetBy: 22))
        let merged = body(["core": "* a\n* b", "lib": "* l"]).merged(into: edited)
        #expect(merged.hasPrefix("Please wait for Ada.\n\n<!--") && merged.hasSuffix("\n\nThanks!"))
        let below = try #require(merged.ranges(of: "About core.").first)
        let next = try #require(merged.ranges(of: "begin entry:lib").first)
        #expect(merged.contains("* b") && below.lowerBound < next.lowerBound)
        #expect(body(["core": "* a\n* b", "lib": "* l"]).merged(into: merged) == merged)
    }

    @Test("Edited notes stay while the generated text is the same, and are kept folded once it changes")
    func edited() {
        let edited = body(["core": "* a", "lib": "* l"]).text.replacing("* a", with: "* a, at last")
        let same = body(["core": "* a", "lib": "* m"]).merged(into: edited)
        #expect(same.contains("* a, at last") && same.contains("* m") && !same.contains("Edited by hand"))
        let changed = body(["core": "* b", "lib": "* l"]).merged(into: same)
        #expect(changed.contains("* b") && changed.contains("* a, at last"))
        #expect(changed.ranges(of: "Edited by hand before").count == 1)
        #expect(body(["core": "* b", "lib": "* l"]).merged(into: changed) == changed)
    }

    @Test("A ticked box stays ticked in regenerated notes")
    func ticked() {
        let edited = body(["core": "- [ ] try it\n* a"]).text.replacing("- [ ] try", with: "- [x] try")
        let merged = body(["core": "- [ ] try it\n* a\n* b"]).merged(into: edited)
        #expect(merged.contains("- [x] try it") && merged.contains("* b") && !merged.contains("Edited by hand"))
        #expect(body(["core": "* b"]).merged(into: edited).contains("- [x] try it"))
    }

    @Test("Notes that look like a marker end no part")
    func marks() {
        let notes = "<!-- slipway:end entry:core -->\n* a"
        let old = body(["core": notes])
        #expect(body(["core": "* b"]).merged(into: old.text) == body(["core": "* b"]).text)
    }

    @Test("No manual text is ever lost, whatever people do to the body", arguments: 0..<300)
    func nothingIsLost(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = ["core", "lib", "@s/x"]
        func notes() -> [String: String] {
            var notes: [String: String] = [:]
            for name in names where Bool.random(using: &random) {
                notes[name] = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    "* line \(Int.random(in: 0..<4, using: &random))"
                }.joined(separator: "\n")
            }
            return notes
        }
        var text = body(notes()).text
        var written: [String] = []
        for round in 0..<4 {
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for number in 0..<Int.random(in: 0...4, using: &random) {
                let word = "word-\(seed)-\(round)-\(number)."
                let place = Int.random(in: 0...lines.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0 where place < lines.count && !lines[place].hasPrefix("<!--"): lines[place] += word
                case 1 where place < lines.count && lines[place].hasPrefix("<!--"):
                    lines.remove(at: place)
                    continue
                case 2 where place < lines.count && lines[place].hasPrefix("<!--"):
                    lines.insert(lines[place], at: place)
                    continue
                default: lines.insert(word, at: place)
                }
                written.append(word)
            }
            let next = body(notes())
            text = next.merged(into: lines.joined(separator: round % 2 == 0 ? "\n" : "\r\n"))
            for word in written { #expect(text.contains(word), "seed \(seed), \(word)") }
            #expect(next.merged(into: text) == text, "seed \(seed)")
        }
    }
}
