import Foundation
import ReleaseConsole
import ReleaseHTTPServer

/// What browsers may do with a page: nothing but show it, with our own files.
private let pageFields = [
    MessageField(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
            + "trusted-types slipway"),
    MessageField("Referrer-Policy", "same-origin"), MessageField("X-Frame-Options", "DENY"),
    MessageField("Cross-Origin-Opener-Policy", "same-origin"),
    MessageField("Cross-Origin-Resource-Policy", "same-origin"), MessageField("Vary", "Cookie, Slipway-Part"),
]

func pageResponse(_ status: Int, _ bytes: [UInt8]) -> ServerResponse {
    ServerResponse(
        status, fields: [MessageField("Content-Type", "text/html; charset=utf-8")] + pageFields + securityFields,
        body: .bytes(bytes))
}

/// Leads a browser on, with GET.
func redirect(to address: String, _ fields: [MessageField] = []) -> ServerResponse {
    ServerResponse(303, fields: [MessageField("Location", address)] + fields + pageFields + securityFields)
}

func fileResponse(_ file: ConsoleFile) -> ServerResponse {
    ServerResponse(
        200,
        fields: [
            MessageField("Content-Type", file.type), MessageField("X-Content-Type-Options", "nosniff"),
            MessageField("Cache-Control", "public, max-age=31536000, immutable"),
            MessageField("Cross-Origin-Resource-Policy", "same-origin"),
        ], body: .bytes(file.bytes))
}

/// The cookies of a request and of its response.
struct Cookies: Sendable {
    private let values: [String: String]
    /// Whether the browser speaks TLS, with the proxy in front of us.
    private let isSecure: Bool

    init(_ request: ServerRequest) {
        isSecure = request["X-Forwarded-Proto"]?.lowercased() == "https"
        var values: [String: String] = [:]
        for field in request.fields where field.isNamed("Cookie") {
            for pair in field.value.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                let name = parts[0].trimmingCharacters(in: .whitespaces)
                // The first one counts; a second of the same name comes from elsewhere.
                if values[name] == nil { values[name] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
        }
        self.values = values
    }

    /// With TLS its name is one that browsers take from this host alone, and over TLS.
    private var sessionName: String { isSecure ? "__Host-slipway" : "slipway" }
    private static let settingsName = "slipway-settings"

    var session: String? { values[sessionName] }

    var settings: Settings {
        var settings = Settings()
        let words = (values[Cookies.settingsName] ?? "").split(separator: ".").map(String.init)
        settings.theme = words.lazy.compactMap { Settings.Theme(rawValue: $0) }.first ?? .system
        settings.hasKeys = !words.contains("nokeys")
        return settings
    }

    func setting(session: String) -> MessageField { cookie(sessionName, session, "HttpOnly") }

    func endingSession() -> MessageField { cookie(sessionName, "", "HttpOnly; Max-Age=0") }

    func setting(_ settings: Settings) -> MessageField {
        cookie(
            Cookies.settingsName, settings.theme.rawValue + (settings.hasKeys ? "" : ".nokeys"),
            "HttpOnly; Max-Age=31536000")
    }

    private func cookie(_ name: String, _ value: String, _ more: String) -> MessageField {
        MessageField(
            "Set-Cookie", "\(name)=\(value); Path=/; SameSite=Strict; \(more)" + (isSecure ? "; Secure" : ""))
    }
}
