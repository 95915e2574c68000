import Foundation
import ReleaseReports

/// Where output goes. Standard output is for data, standard error for messages.
struct Terminal: Sendable {
    static let standard = Terminal()

    let isInteractive: Bool
    let style: TextStyle

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let isDumb = environment["TERM"] == nil || environment["TERM"] == "dumb"
        isInteractive = isatty(1) == 1 && !isDumb
        let isForced = environment["CLICOLOR_FORCE"].map { $0 != "0" } ?? false
        let hasColour = environment["NO_COLOR"]?.isEmpty ?? true && (isInteractive || isForced)
        style = TextStyle(hasColour: hasColour)
    }

    /// Columns and rows; 80 by 24 by default.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    func print(_ text: String) { write(shown(text) + "\n", to: 1) }
    func say(_ text: String) { write(shown(text) + "\n", to: 2) }
    /// Prints what an encoder wrote, as it is: control characters are escaped there already.
    func print(json: some DataProtocol) { write(String(decoding: json, as: UTF8.self) + "\n", to: 1) }

    /// A text without the control characters that files, commits and tags may contain.
    func shown(_ text: String) -> String { style.shown(text) }

    /// As it is, cursor movements included; see ``shown(_:)``.
    func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
