import ReleaseModel
import Testing

@Suite("Ids of runs")
struct RunIDTests {
    @Test("A run id is its number and the start of a hash; the number alone is the abbreviation")
    func made() {
        let run = RunID(number: 12, hash: "0123abcdef" + String(repeating: "0", count: 54))
        #expect(run == "r12-0123abcd" && run.number == 12 && run.abbreviation == "r12")
        #expect(RunID("r12").number == 12 && RunID("r12").abbreviation == "r12", "as 0.1.0 called it")
    }

    @Test(
        "An invalid run id has no number",
        arguments: [
            "", "r", "r0", "r-1", "r01", "x1", "1", "r1-", "r1-0123abc", "r1-0123abcde", "r1-0123ABCD", "r1-0123abcd-1",
            "@latest", "build", "R1", "r1 ", "r٣",
        ])
    func foreign(text: String) { #expect(RunID(text).number == nil) }
}
