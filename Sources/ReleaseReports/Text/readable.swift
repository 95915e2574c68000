package import Foundation

/// Seconds as people read them.
package func readable(_ seconds: TimeInterval) -> String {
    switch seconds {
    case ..<10: String(format: "%.1f s", seconds)
    case ..<60: String(format: "%.0f s", seconds)
    case ..<3600: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
    default: String(format: "%d h %02d min", Int(seconds) / 3600, Int(seconds) / 60 % 60)
    }
}

extension String {
    /// Filled with blanks to a width, in characters.
    package func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// Cut to a width, in characters.
    package func shortened(to width: Int) -> String { count <= width ? self : String(prefix(max(0, width - 1))) + "…" }
}
