import Foundation
import ReleaseAdapters
import ReleasePorts
import Testing

@Suite("The user that builds and gates run as")
struct AccountTests {
    @Test(
        "One that can't be used is to be created or corrected; being root does not help",
        .enabled(if: geteuid() == 0), arguments: ["no-such-user-here", "root"])
    func unusable(name: String) {
        let error = #expect(throws: CommandError.self) { try Account(name) }
        #expect(error?.code == "command.not-confined")
        #expect(
            error?.suggestions == ["Create the user, or correct it in slipway.yaml: commands: { run-as: NAME }"])
    }
}
