import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Masking of secrets")
struct RedactorTests {
    private func mask(_ text: String, _ secrets: [Secret], cuts: [Int] = []) -> String {
        var redactor = Redactor(secrets: secrets)
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        var start = 0
        for cut in cuts.sorted() + [bytes.count] {
            output += redactor.add(bytes[start..<cut])
            start = cut
        }
        output += redactor.finish()
        return String(decoding: output, as: UTF8.self)
    }

    @Test("However the stream is split, secrets stay hidden and the rest intact", arguments: 0..<300 as Range<UInt64>)
    func cuts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let secrets = ["hunter2", "hunter2-and-more", "ghp_0123456789", "tést", "aaaa"]
        var plain = ""
        var masked = ""
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            if Bool.random(using: &random), let secret = secrets.randomElement(using: &random) {
                plain += secret + "|"
                masked += "***|"
            } else {
                let text = ["hunter", "gh", " a", "\n", "ghp_012345678", "aaa "].randomElement(using: &random) ?? ""
                plain += text + "|"
                masked += text + "|"
            }
        }
        let cuts = (0..<Int.random(in: 0...30, using: &random)).map { _ in
            Int.random(in: 0...plain.utf8.count, using: &random)
        }
        #expect(mask(plain, secrets.map { Secret($0) }, cuts: cuts) == masked, "seed \(seed)")
    }

    @Test("A secret at the very end, or byte by byte, is masked")
    func end() {
        #expect(mask("token=hunter2", ["hunter2"], cuts: Array(1..<13)) == "token=***")
    }

    @Test("Values too short to be secrets are left alone, and so is output without secrets")
    func short() {
        #expect(mask("abc abc", ["abc", ""]) == "abc abc")
        #expect(mask("abc", []) == "abc")
    }
}
