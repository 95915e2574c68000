import ReleaseModel
import ReleasePlanning

/// A file that pages refer to. Its name contains its digest, so that browsers may keep it for good.
package struct ConsoleFile: Sendable {
    package let name: String
    package let type: String
    package let bytes: [UInt8]

    private init(_ stem: String, _ ending: String, type: String, _ bytes: [UInt8]) {
        name = "\(stem)-\(sha256(bytes).text.prefix(16)).\(ending)"
        self.type = type
        self.bytes = bytes
    }

    package var address: Address { Address("assets", name) }

    package static let style = ConsoleFile(
        "console", "css", type: "text/css; charset=utf-8", PackageResources.console_css)
    package static let script = ConsoleFile(
        "console", "js", type: "text/javascript; charset=utf-8", PackageResources.console_js)
    package static let icon = ConsoleFile("icon", "svg", type: "image/svg+xml", PackageResources.icon_svg)

    package static let all = [style, script, icon]
}
