package import Foundation

/// A moment in words, with the exact one beside it.
package func momentText(_ date: Date, now: Date) -> HTML {
    let exact = date.formatted(.iso8601)
    return Tag.time(.datetime(exact), .title(exact), text: sinceText(date, now: now))
}

/// `12 min ago`, `in 40 s`
package func sinceText(_ date: Date, now: Date) -> String {
    let seconds = now.timeIntervalSince(date)
    let span = spanText(abs(seconds))
    return seconds < 0 ? "in \(span)" : "\(span) ago"
}

private func spanText(_ seconds: TimeInterval) -> String {
    switch seconds {
    case ..<60: "\(Int(seconds)) s"
    case ..<3_600: "\(Int(seconds / 60)) min"
    case ..<172_800: "\(Int(seconds / 3_600)) h"
    default: "\(Int(seconds / 86_400)) days"
    }
}
