import ReleaseModel

/// The format of versions that follow the calendar ([CalVer](https://calver.org)), and how one follows another.
///
/// The next version is the day's, read from left to right. Where a part of the calendar has moved on, counters behind
/// it begin at 0; where none has, the counter that the changes call for is raised, or the nearest one below it. A clock
/// that is behind the last version has no effect: versions never go back.
struct CalendarVersion: Sendable, Hashable {
    enum Part: String, CaseIterable {
        case fullYear = "YYYY"
        /// Years since 2000.
        case shortYear = "YY"
        case paddedYear = "0Y"
        case month = "MM"
        case paddedMonth = "0M"
        /// Weeks since 1 January, from 1, so that no week lies in two years.
        case week = "WW"
        case paddedWeek = "0W"
        case day = "DD"
        case paddedDay = "0D"
        case major = "MAJOR"
        case minor = "MINOR"
        case micro = "MICRO"

        var isCounter: Bool { self == .major || self == .minor || self == .micro }
        var isPadded: Bool { rawValue.hasPrefix("0") }
    }

    private let parts: [Part]
    /// Between the parts, one less than there are parts.
    private let separators: [Character]

    /// - Parameter format: Such as `YYYY.0M.MICRO`; nil where it is none.
    init?(format: String) {
        let names = format.split(omittingEmptySubsequences: false, whereSeparator: CalendarVersion.isSeparator)
        let parts = names.compactMap { Part(rawValue: String($0)) }
        guard parts.count == names.count, !parts.isEmpty else { return nil }
        self.parts = parts
        separators = format.filter(CalendarVersion.isSeparator).map { $0 }
    }

    /// The version of a day.
    ///
    /// - Parameters:
    ///   - last: The last release as it is spelled; nil or of another form: there is none to follow.
    ///   - bump: What the changes call for.
    /// - Returns: nil where the format can't say it: no counter, and a release on that very day.
    func next(after last: String?, bump: Bump, on day: ReleaseDate) -> String? {
        guard let before = last.flatMap(numbers) else { return text(parts.map { today($0, day) ?? 0 }) }
        let moved = firstMove(from: before, on: day)
        let raised = counter(for: bump).flatMap { place in moved.map { place < $0 } ?? true ? place : nil }
        guard let change = raised ?? moved else { return nil }
        let numbers = parts.enumerated().map { index, part in
            if index == raised { return before[index] == .max ? .max : before[index] + 1 }
            if part.isCounter { return index < change ? before[index] : 0 }
            return moved == nil ? before[index] : today(part, day) ?? 0
        }
        let text = text(numbers)
        return text == last ? nil : text
    }

    /// Where the calendar has moved on since a version; nil where it has not, or where the clock is behind.
    private func firstMove(from before: [Int], on day: ReleaseDate) -> Int? {
        for (index, part) in parts.enumerated() {
            guard let number = today(part, day), number != before[index] else { continue }
            return number > before[index] ? index : nil
        }
        return nil
    }

    /// The place of the counter that a level raises: its own, else the nearest below it, else the nearest above.
    private func counter(for bump: Bump) -> Int? {
        let counters: [Part] = [.major, .minor, .micro]
        let own = bump >= .major ? 0 : bump == .minor ? 1 : 2
        let wanted = counters[own...] + counters[..<own].reversed()
        return wanted.lazy.compactMap { parts.firstIndex(of: $0) }.first
    }

    /// nil for a counter.
    private func today(_ part: Part, _ day: ReleaseDate) -> Int? {
        switch part {
        case .fullYear: day.year
        case .shortYear, .paddedYear: day.year - 2000
        case .month, .paddedMonth: day.month
        case .week, .paddedWeek: (day.dayOfYear - 1) / 7 + 1
        case .day, .paddedDay: day.day
        case .major, .minor, .micro: nil
        }
    }

    /// The numbers of a version in this form, without what stands behind a plus sign.
    private func numbers(_ text: String) -> [Int]? {
        let plain = text.prefix { $0 != "+" }
        let fields = plain.split(omittingEmptySubsequences: false, whereSeparator: CalendarVersion.isSeparator)
        let numbers = fields.compactMap { $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int($0) : nil }
        guard numbers.count == parts.count, fields.count == parts.count,
            zip(parts, numbers).allSatisfy({ CalendarVersion.canBe($0, $1) })
        else { return nil }
        return numbers
    }

    /// Whether a number can stand for a part of the calendar; one that can't belongs to another format.
    private static func canBe(_ part: Part, _ number: Int) -> Bool {
        switch part {
        case .fullYear: number >= 1000
        case .shortYear, .paddedYear: number < 1000
        case .month, .paddedMonth: (1...12).contains(number)
        case .week, .paddedWeek: (1...53).contains(number)
        case .day, .paddedDay: (1...31).contains(number)
        case .major, .minor, .micro: true
        }
    }

    private func text(_ numbers: [Int]) -> String {
        var text = ""
        for (index, (part, number)) in zip(parts, numbers).enumerated() {
            if index > 0 { text.append(separators[index - 1]) }
            text += part.isPadded && number >= 0 && number < 10 ? "0\(number)" : "\(number)"
        }
        return text
    }

    private static func isSeparator(_ character: Character) -> Bool {
        character == "." || character == "-" || character == "_"
    }
}

extension ReleaseDate {
    /// From 1.
    fileprivate var dayOfYear: Int {
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.prefix(max(0, month - 1)).reduce(day, +)
    }
}
