import Foundation

/// Where output goes. Standard output is data, standard error is talk.
struct Terminal: Sendable {
    static let standard = Terminal()

    let isInteractive: Bool
    let hasColour: Bool

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let isDumb = environment["TERM"] == nil || environment["TERM"] == "dumb"
        isInteractive = isatty(1) == 1 && !isDumb
        let isForced = environment["CLICOLOR_FORCE"].map { $0 != "0" } ?? false
        hasColour = environment["NO_COLOR"]?.isEmpty ?? true && (isInteractive || isForced)
    }

    /// Columns and rows; 80 by 24 where no one says.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    func print(_ text: String) { write(shown(text) + "\n", to: 1) }
    func say(_ text: String) { write(shown(text) + "\n", to: 2) }
    /// Prints what an encoder wrote, as it is: control characters are escaped there already.
    func print(json: some DataProtocol) { write(String(decoding: json, as: UTF8.self) + "\n", to: 1) }

    /// A text without the control characters that files, commits and tags may bring along.
    func shown(_ text: String) -> String { printable(text, styles: hasColour ? Style.codes : []) }

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

    enum Style: String, CaseIterable {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case cyan = "36"

        /// What ``styled(_:_:)`` writes.
        static let codes = Set(allCases.map(\.rawValue) + ["0"])
    }

    func styled(_ text: String, _ style: Style) -> String {
        hasColour && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// Seconds as people read them.
func readable(_ seconds: TimeInterval) -> String {
    switch seconds {
    case ..<10: String(format: "%.1f s", seconds)
    case ..<60: String(format: "%.0f s", seconds)
    case ..<3600: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
    default: String(format: "%d h %02d min", Int(seconds) / 3600, Int(seconds) / 60 % 60)
    }
}

extension String {
    /// Filled with blanks to a width, in characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// Cut to a width, in characters.
    func shortened(to width: Int) -> String { count <= width ? self : String(prefix(max(0, width - 1))) + "…" }
}
