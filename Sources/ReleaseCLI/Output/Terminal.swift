import Foundation
import ReleaseReports

/// Where a command's output goes. Standard output is for data, standard error for messages.
package struct Terminal: Sendable {
    package enum Stream: Int32, Sendable {
        case output = 1
        case messages = 2
    }

    /// This process's own.
    package static let standard = Terminal(environment: ProcessInfo.processInfo.environment)

    /// Of the command that is being run.
    @TaskLocal package static var current = standard

    /// Whether a person reads the output as it comes.
    let isInteractive: Bool
    /// Whether messages that are on the screen can be drawn over.
    let isLive: Bool
    let style: TextStyle
    private let measure: @Sendable () -> (columns: Int, rows: Int)
    private let sink: @Sendable (String, Stream) -> Void

    private init(environment: [String: String]) {
        let isDumb = environment["TERM"] == nil || environment["TERM"] == "dumb"
        isInteractive = isatty(Stream.output.rawValue) == 1 && !isDumb
        isLive = isInteractive && isatty(Stream.messages.rawValue) == 1
        let isForced = environment["CLICOLOR_FORCE"].map { $0 != "0" } ?? false
        let hasColour = environment["NO_COLOR"]?.isEmpty ?? true && (isInteractive || isForced)
        style = TextStyle(hasColour: hasColour)
        measure = windowSize
        sink = writeAll
    }

    /// A terminal that hands everything to a function, in the order in which it is written.
    package init(
        isInteractive: Bool = false, hasColour: Bool = false, size: (columns: Int, rows: Int) = (80, 24),
        sink: @escaping @Sendable (_ text: String, _ stream: Stream) -> Void
    ) {
        self.isInteractive = isInteractive
        isLive = isInteractive
        style = TextStyle(hasColour: hasColour)
        measure = { size }
        self.sink = sink
    }

    /// Columns and rows; 80 by 24 by default.
    var size: (columns: Int, rows: Int) { measure() }

    func print(_ text: String) { write(shown(text) + "\n", to: .output) }
    func say(_ text: String) { write(shown(text) + "\n", to: .messages) }
    /// Prints what an encoder wrote, as it is: control characters are escaped there already.
    func print(json: some DataProtocol) { write(String(decoding: json, as: UTF8.self) + "\n", to: .output) }

    /// A text without the control characters that files, commits and tags may contain.
    func shown(_ text: String) -> String { style.shown(text) }

    /// As it is, cursor movements included; see ``shown(_:)``.
    func write(_ text: String, to stream: Stream) { sink(text, stream) }
}

@Sendable private func windowSize() -> (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
}

@Sendable private func writeAll(_ text: String, to stream: Terminal.Stream) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(stream.rawValue, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
