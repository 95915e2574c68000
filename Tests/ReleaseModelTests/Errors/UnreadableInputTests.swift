import ReleaseModel
import Testing

@Suite("Errors in files")
struct UnreadableInputTests {
    private func error(_ line: Int, _ suggestion: String?) -> Diagnostic {
        Diagnostic(
            code: "toml.missing-value", place: Place(file: "a.toml", line: line, column: 1), message: "It is wrong.",
            suggestion: suggestion)
    }

    @Test("No error is left without a next step, and a suggestion is given once")
    func suggestions() {
        #expect(UnreadableInput(diagnostics: [error(1, "Do it."), error(2, "Do it.")]).suggestions == ["Do it."])
        #expect(
            UnreadableInput(diagnostics: [error(1, nil), error(2, "Do it.")]).suggestions == [
                "Do it.", "Correct a.toml:1:1. What the code means: slipway explain toml.missing-value",
            ])
    }

    @Test("For people, each error has its own suggestion below it where several differ")
    func explained() {
        let several = UnreadableInput(diagnostics: [error(1, "Do it."), error(2, "Do that."), error(3, "Do it.")])
        #expect(
            several.explained.reasons == [
                "a.toml:1:1: It is wrong. [toml.missing-value]\n    → Do it.",
                "a.toml:2:1: It is wrong. [toml.missing-value]\n    → Do that.",
                "a.toml:3:1: It is wrong. [toml.missing-value]\n    → Do it.",
            ])
        #expect(several.explained.suggestions.isEmpty)
        let one = UnreadableInput(diagnostics: [error(1, "Do it."), error(2, "Do it.")])
        #expect(one.explained.reasons == one.reasons && one.explained.suggestions == ["Do it."])
    }
}
