import ReleaseConsole
import Testing

@Suite("A part of a log")
struct LogWindowTests {
    private func log(_ count: Int, end: String = "\n") -> [UInt8] {
        Array(((1...count).map { "line \($0)" }.joined(separator: "\n") + end).utf8)
    }

    @Test("Without a line a full page up to the end is shown", arguments: [1, 299, 300, 301, 600, 901])
    func end(count: Int) {
        let window = LogWindow(log(count), from: nil)
        #expect(window.total == count)
        #expect(window.lines.last == "line \(count)")
        #expect(window.lines.count == min(count, LogWindow.size))
    }

    @Test("A part begins at the line that is asked for, or at the last one")
    func middle() {
        let window = LogWindow(log(1_000, end: ""), from: 500)
        #expect(window.first == 500 && window.lines.first == "line 500" && window.lines.count == 300)
        let behind = LogWindow(log(10), from: 5_000)
        #expect(behind.first == 10 && behind.lines == ["line 10"])
    }

    @Test("An empty log has no lines")
    func empty() {
        #expect(LogWindow([], from: nil).lines.isEmpty)
        #expect(LogWindow([], from: 7).total == 0)
    }

    @Test("Colours are left out, a line that is too long is cut, and bytes that are no text do no harm")
    func odd() {
        let long = String(repeating: "x", count: 10_000)
        let window = LogWindow(Array("\u{1B}[31mred\u{1B}[0m\n\(long)\n".utf8) + [0xFF, 0x0A], from: 1)
        #expect(window.lines[0] == "red")
        #expect(window.lines[1].hasSuffix("… (10000 bytes)") && window.lines[1].count < 4_200)
        #expect(window.lines[2] == "\u{FFFD}")
    }
}
