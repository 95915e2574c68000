import Foundation
import ReleaseModel
import _CryptoExtras

extension GitHubDouble {
    /// The App that signed a token (RS256), if the token is valid now: issued in the past, and ending within ten minutes.
    func verifiedApp(_ token: String, now: Date) async throws -> App {
        let parts = token.split(separator: ".")
        guard let head = decoded(parts[0]).flatMap({ JSON(parsing: Array($0)) }),
            let claims = decoded(parts[1]).flatMap({ JSON(parsing: Array($0)) }), let signature = decoded(parts[2]),
            head["alg"]?.text == "RS256"
        else { throw Refusal(401, "A JSON web token could not be decoded") }
        let issuer = claims["iss"]?.text ?? claims["iss"]?.number.map(String.init) ?? ""
        guard let app = await forge.app(issuer: issuer) else {
            throw Refusal(401, "'Issuer' claim ('iss') must be an Integer")
        }
        guard let key = try? _RSA.Signing.PublicKey(pemRepresentation: app.publicKey),
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature),
                for: Data((parts[0] + "." + parts[1]).utf8), padding: .insecurePKCS1v1_5)
        else { throw Refusal(401, "A JSON web token could not be decoded") }
        let seconds = now.timeIntervalSince1970
        guard let issued = claims["iat"]?.number, Double(issued) <= seconds else {
            throw Refusal(
                401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
        }
        guard let end = claims["exp"]?.number, Double(end) > seconds else {
            throw Refusal(
                401,
                "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
            )
        }
        guard Double(end) <= seconds + 600 else {
            throw Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        }
        return app
    }

    /// Base64 for addresses, without padding.
    private func decoded(_ text: Substring) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}
