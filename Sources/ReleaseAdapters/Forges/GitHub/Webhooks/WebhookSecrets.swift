import Crypto
package import Foundation
package import ReleaseModel

/// The secrets by which webhooks are known to come from their forge. There are two while one is being replaced.
package struct WebhookSecrets: Sendable {
    private let secrets: [Secret]

    /// What is wrong with a secret, as a sentence.
    package struct Problem: Error, Hashable { package let sentence: String }

    /// - Throws: Where there is none, or one that is empty, short, or a placeholder of an example.
    package init(_ secrets: [Secret]) throws(Problem) {
        guard !secrets.isEmpty else {
            throw Problem(sentence: "There is no webhook secret; without one, anybody could send webhooks.")
        }
        for secret in secrets {
            if let fault = WebhookSecrets.fault(of: secret.reveal()) { throw Problem(sentence: fault) }
        }
        self.secrets = secrets
    }

    /// Whether the bytes of a body were signed with one of the secrets.
    ///
    /// - Parameters:
    ///   - signature: The header `X-Hub-Signature-256`: `sha256=` and 64 hexadecimal digits.
    ///   - body: As it was received, before it is parsed.
    ///
    /// Source: [Validating webhook
    /// deliveries](https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries).
    package func accept(_ signature: String?, of body: Data) -> Bool {
        guard let signature, signature.hasPrefix("sha256="), let code = bytes(signature.dropFirst(7)) else {
            return false
        }
        // Every secret is tried, so that the time does not tell which one fits.
        return secrets.reduce(false) { isAccepted, secret in
            let key = SymmetricKey(data: Data(secret.reveal().utf8))
            return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: body, using: key) || isAccepted
        }
    }

    /// What examples and templates write where a secret belongs.
    private static let placeholders = [
        "changeme", "change-me", "change_me", "secret", "webhook-secret", "webhook_secret", "your-webhook-secret",
        "your_webhook_secret", "your-secret", "your_secret_here", "password", "test", "example", "placeholder", "todo",
        "xxx",
    ]

    private static func fault(of secret: String) -> String? {
        if secret.isEmpty { return "The webhook secret is empty." }
        let plain = secret.lowercased()
        let isPlaceholder =
            placeholders.contains(plain) || plain.contains("changeme") || plain.hasPrefix("your-")
            || plain.hasPrefix("your_")
            || plain.hasPrefix("<") || plain.hasPrefix("${") || Set(plain).count == 1
        if isPlaceholder { return "The webhook secret is a placeholder." }
        if secret.utf8.count < 16 { return "The webhook secret has \(secret.utf8.count) bytes; it needs 16 or more." }
        return nil
    }

    /// The bytes of hexadecimal digits; nil for anything else.
    private func bytes(_ digits: Substring) -> Data? {
        let values = digits.utf8.map { digit -> UInt8? in
            switch digit {
            case 48...57: digit - 48
            case 97...102: digit - 87
            case 65...70: digit - 55
            default: nil
            }
        }
        guard values.count == 64, !values.contains(nil) else { return nil }
        return Data(stride(from: 0, to: values.count, by: 2).map { (values[$0] ?? 0) << 4 | (values[$0 + 1] ?? 0) })
    }
}
