import Foundation
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Secrets")
struct SecretTests {
    private struct Holder { var token: Secret }

    @Test("Nothing that prints a value shows a secret")
    func hidden() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(Holder(token: secret), to: &dumped)
        let shown = [
            "\(secret)", "\(Holder(token: secret))", String(reflecting: secret), String(describing: [secret]), dumped,
        ]
        for text in shown { #expect(!text.contains("hunter2"), "\(text)") }
        #expect(secret.reveal() == "hunter2")
    }

    @Test(
        "Secrets are equal where all their bytes are",
        arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "ab", false), ("ab", "a", false)])
    func equality(one: String, other: String, areEqual: Bool) {
        #expect((Secret(one) == Secret(other)) == areEqual)
    }
}
