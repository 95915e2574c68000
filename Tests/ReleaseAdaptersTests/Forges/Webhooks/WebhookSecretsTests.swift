import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import Testing

@Suite("Secrets of webhooks")
struct WebhookSecretsTests {
    // The example of GitHub's documentation, "Testing the webhook payload validation".
    private static let secret: Secret = "It's a Secret to Everybody"
    private static let body = Data("Hello, World!".utf8)
    private static let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

    @Test("GitHub's own example is accepted, and the same in capital digits")
    func example() throws {
        let secrets = try WebhookSecrets([Self.secret])
        #expect(secrets.accept(Self.signature, of: Self.body))
        #expect(secrets.accept("sha256=" + Self.signature.dropFirst(7).uppercased(), of: Self.body))
    }

    @Test("While a secret is replaced, the old one and the new one count")
    func rotation() throws {
        let other: Secret = "another secret of some length"
        for secrets in [[Self.secret, other], [other, Self.secret]] {
            #expect(try WebhookSecrets(secrets).accept(Self.signature, of: Self.body))
        }
        #expect(try !WebhookSecrets([other]).accept(Self.signature, of: Self.body))
    }

    @Test(
        "Anything else is refused",
        arguments: [
            nil, "", "sha256=", String(signature.dropLast()), signature + "0", String(signature.dropFirst(7)),
            "sha1=" + signature.dropFirst(7), "SHA256=" + signature.dropFirst(7),
            signature.replacing("757107", with: "75710g"), signature.replacing("757107", with: "757108"),
        ] as [String?])
    func refused(signature: String?) throws {
        #expect(try !WebhookSecrets([Self.secret]).accept(signature, of: Self.body))
    }

    @Test("A body that changed by one byte is refused")
    func changed() throws {
        #expect(try !WebhookSecrets([Self.secret]).accept(Self.signature, of: Data("Hello, World?".utf8)))
    }

    @Test(
        "Placeholders, short secrets and none at all are refused",
        arguments: [
            "", "changeme", "your-webhook-secret", "<put the secret here>", "${WEBHOOK_SECRET}", "aaaaaaaaaaaaaaaaaaaa",
            "short",
        ])
    func placeholders(text: String) {
        #expect(throws: WebhookSecrets.Problem.self) { try WebhookSecrets([Secret(text)]) }
        #expect(throws: WebhookSecrets.Problem.self) { try WebhookSecrets([]) }
    }
}
