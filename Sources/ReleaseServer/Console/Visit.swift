import Foundation
import ReleaseConsole
import ReleaseHTTPServer
import ReleaseModel

/// A request for a page, with what the browser sent along.
struct Visit: Sendable {
    let request: ServerRequest
    let cookies: Cookies
    /// nil: no one has signed in.
    let session: Sessions.Session?
    let moment: Date

    init(_ request: ServerRequest, _ sessions: Sessions, at moment: Date) {
        self.request = request
        cookies = Cookies(request)
        session = cookies.session.flatMap { sessions.session(of: $0, at: moment) }
        self.moment = moment
    }

    /// Whether only the part is wanted that updates replace.
    var isFragment: Bool { request["Slipway-Part"] == "live" }

    /// The page that the request came from, where it is one of ours.
    var back: Address? {
        guard let referrer = request["Referer"], let url = URL(string: referrer), let host = url.host,
            let own = request["Host"], own == host || own == "\(host):\(url.port ?? 80)"
        else { return nil }
        let parts = url.path(percentEncoded: false).split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return Address(Array(parts.map(String.init)))
    }

    func bytes(of page: Page, in frame: Frame?) -> [UInt8] {
        isFragment
            ? Array(page.fragment.markup.utf8) : document(page, in: frame, settings: cookies.settings).document()
    }

    // MARK: Forms

    /// Refuses what a page of another site sent. Browsers say where a request comes from since 2023; what says nothing is
    /// not a browser, or an old one, for which the form's token alone decides.
    func refuseOtherSites() throws {
        if let site = request["Sec-Fetch-Site"], site != "same-origin", site != "none" {
            throw Problem(403, "console.other-site", "This came from a page of another site; nothing was done.")
        }
    }

    /// The fields of a form.
    func form(_ valid: [String]) async throws -> [String: String] {
        let type = request["Content-Type"]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard type == "application/x-www-form-urlencoded" else {
            throw Problem(415, "console.content-type", "Forms are sent as application/x-www-form-urlencoded.")
        }
        let bytes: [UInt8]
        do throws(RequestBodyError) { bytes = try await request.body.bytes(upTo: Console.bodyLimit) } catch {
            throw Problem(413, "console.too-large", "The form is larger than 64 KiB, or broke off.")
        }
        return try parameters(in: String(decoding: bytes, as: UTF8.self), valid: valid, code: "console.field")
    }

    /// The fields of a form that came from a page of this session; anything else is refused.
    func checkedForm(_ valid: [String]) async throws -> [String: String] {
        guard let session else { throw Console.signedOut }
        try refuseOtherSites()
        let form = try await form(["form"] + valid)
        guard Secret(form["form"] ?? "") == Secret(session.formToken) else {
            throw Problem(
                403, "console.form", "The form is not one of your session; nothing was done.",
                suggestions: ["Load the page again, and send the form from there."])
        }
        return form
    }
}
