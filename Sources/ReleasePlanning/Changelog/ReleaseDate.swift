package import Foundation

/// The day that entries are dated with, in UTC.
package struct ReleaseDate: Sendable, Hashable {
    let year: Int
    let month: Int
    let day: Int

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day of a moment.
    package init(_ moment: Date) {
        let parts = moment.formatted(.iso8601.year().month().day()).split(separator: "-").compactMap { Int($0) }
        self.init(year: parts.first ?? 1970, month: parts.count > 1 ? parts[1] : 1, day: parts.last ?? 1)
    }

    /// Its midnight, in UTC.
    package var moment: Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: DateComponents(year: year, month: month, day: day)) ?? Date(timeIntervalSince1970: 0)
    }

    /// - Parameter format: With `%Y`, `%m` and `%d`.
    package func text(_ format: String) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return format.replacing("%Y", with: "\(year)").replacing("%m", with: two(month)).replacing("%d", with: two(day))
    }
}
