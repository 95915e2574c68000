import Foundation
import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Secrets of tokens")
struct TokenSecretTests {
    private let secret = TokenSecret(number: [0, 1, 2, 3, 4, 5, 6, 255], key: Array(0..<32))
    private let moment = Date(timeIntervalSince1970: 1_767_225_600)

    private func token(_ digest: Digest, expires: Date? = nil) -> AccessToken {
        AccessToken(id: secret.id, digest: digest, name: "anna", role: .viewer, created: moment, expires: expires)
    }

    @Test("A secret names its token, and can be read back from its text alone")
    func text() throws {
        #expect(secret.id == "00010203040506ff")
        #expect(secret.shownOnce.hasPrefix("slw_00010203040506ff_0001020304"))
        let read = try #require(TokenSecret(secret.shownOnce))
        #expect(read.digest == secret.digest && read.id == secret.id)
        #expect(read.belongs(to: token(secret.digest)))
    }

    @Test(
        "What is not the text of a token is not read",
        arguments: [
            "", "slw_", "slw_00010203040506ff", "slw_00010203040506FF_" + String(repeating: "0", count: 64),
            "slw_00010203040506ff_" + String(repeating: "0", count: 63), "Bearer slw_00010203040506ff_",
            " slw_00010203040506ff_" + String(repeating: "0", count: 64),
        ])
    func unreadable(text: String) { #expect(TokenSecret(text) == nil) }

    @Test("A secret with one other digit belongs to no token")
    func other() throws {
        let other = try #require(TokenSecret(String(secret.shownOnce.dropLast()) + "0"))
        #expect(!other.belongs(to: token(secret.digest)))
        #expect(!secret.belongs(to: token("")))
    }

    @Test("Nothing that describes a secret contains it")
    func silent() {
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains(secret.shownOnce.suffix(60)), "\(text)")
        }
    }

    @Test("A token counts until the moment when it expires, unless it was revoked")
    func states() {
        var one = token(secret.digest, expires: moment.addingTimeInterval(60))
        #expect(one.state(at: moment.addingTimeInterval(59)) == .valid)
        #expect(one.state(at: moment.addingTimeInterval(60)) == .expired)
        one.revoked = moment
        #expect(one.state(at: moment) == .revoked)
        #expect(token(secret.digest).state(at: .distantFuture) == .valid)
    }

    @Test("A role has exactly the rights that its name promises")
    func roles() {
        #expect(AccessRole.having(.read) == AccessRole.allCases)
        #expect(AccessRole.having(.operate) == [.operator, .admin])
        #expect(AccessRole.having(.approve) == [.approver, .admin])
    }

    @Test("A token of repositories covers what concerns no other")
    func scope() {
        var one = token(secret.digest)
        #expect(one.covers(["core", "app"]))
        one.repositories = ["core"]
        #expect(one.covers(["core"]) && one.covers([]))
        #expect(!one.covers(["core", "app"]))
    }
}
