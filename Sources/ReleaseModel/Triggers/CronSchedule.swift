package import Foundation

/// A schedule in the five fields of cron, in a time zone: `0 2 * * *` in `Europe/Berlin`.
///
/// Fields, ranges, lists, steps and names are those of
/// [crontab(5)](https://man7.org/linux/man-pages/man5/crontab.5.html): where days of the month and days of the week are
/// both restricted, a day that fits either counts. When clocks change, a named hour comes once: at the first of two equal
/// times, and directly after the gap where its time is left out; a schedule for every hour follows real time.
package struct CronSchedule: Sendable, Hashable {
    /// As it is written.
    package let text: String
    package let timeZone: TimeZone
    private let minutes: Field
    private let hours: Field
    private let days: Field
    private let months: Field
    private let weekdays: Field

    /// What is wrong with a schedule, as a sentence.
    package struct Problem: Error, Hashable { package let sentence: String }

    package init(_ text: String, timeZone: TimeZone = .gmt) throws(Problem) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard parts.count == 5 else {
            throw Problem(
                sentence:
                    "A schedule has five fields (minute, hour, day, month, weekday); '\(text)' has \(parts.count).")
        }
        self.text = text
        self.timeZone = timeZone
        minutes = try Field(parts[0], "minute", 0...59)
        hours = try Field(parts[1], "hour", 0...23)
        days = try Field(parts[2], "day", 1...31)
        months = try Field(parts[3], "month", 1...12, names: Field.months)
        weekdays = try Field(parts[4], "weekday", 0...7, names: Field.weekdays)
        let longest = months.values.map { $0 == 2 ? 29 : [4, 6, 9, 11].contains($0) ? 30 : 31 }.max() ?? 31
        // Where weekdays are restricted too, they alone give days enough.
        guard weekdays.isRestricted || (days.values.min() ?? 1) <= longest else {
            throw Problem(sentence: "'\(text)' names a day that none of its months has.")
        }
    }

    /// The first moment after another one; nil where none comes within forty years.
    package func next(after moment: Date) -> Date? {
        let start = moment.timeIntervalSince1970
        // A day earlier, so that no offset of any zone hides the day that it is there.
        let first = Int((start / 86_400).rounded(.down)) - 1
        for day in first...(first + 40 * 366) where isDay(day) {
            let found = moments(on: day).filter { $0 > start }
            if let next = found.min() { return Date(timeIntervalSince1970: next) }
        }
        return nil
    }

    /// The moments after one and up to another, oldest first, at most so many, the newest of them.
    package func moments(after begin: Date, through end: Date, limit: Int) -> [Date] {
        var found: [Date] = []
        var moment = begin
        while let next = next(after: moment), next <= end {
            found.append(next)
            if found.count > limit { found.removeFirst() }
            moment = next
        }
        return found
    }

    // MARK: Days

    private func isDay(_ number: Int) -> Bool {
        let date = civil(number)
        guard months.values.contains(date.month) else { return false }
        // The first of January 1970 was a Thursday.
        let weekday = ((number % 7) + 7 + 4) % 7
        let isWeekday = weekdays.values.contains(weekday) || (weekday == 0 && weekdays.values.contains(7))
        let isDay = days.values.contains(date.day)
        return days.isRestricted && weekdays.isRestricted ? isDay || isWeekday : isDay && isWeekday
    }

    /// Month and day of a day that is counted from 1970-01-01, in the Gregorian calendar: Howard Hinnant's
    /// [civil_from_days](https://howardhinnant.github.io/date_algorithms.html).
    private func civil(_ number: Int) -> (month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        return (month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    // MARK: Moments

    /// The moments of a local day, in seconds since 1970.
    private func moments(on day: Int) -> Set<Double> {
        var found: Set<Double> = []
        for hour in hours.values {
            for minute in minutes.values {
                found.formUnion(moments(at: Double(day * 86_400 + hour * 3_600 + minute * 60)))
            }
        }
        return found
    }

    /// The moments at which clocks show a local time, given in seconds as if its zone were UTC.
    private func moments(at local: Double) -> [Double] {
        // Clocks change at most once within two days.
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        let real = Set([before, after]).map { local - $0 }.filter { $0 + offset(at: $0) == local }.sorted()
        if hours.isRestricted { return [real.first ?? local - before] }
        return real
    }

    /// Seconds east of Greenwich.
    private func offset(at moment: Double) -> Double {
        Double(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: moment)))
    }
}

extension CronSchedule: Codable {
    private enum CodingKeys: String, CodingKey { case text, timeZone }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let zone = try container.decode(String.self, forKey: .timeZone)
        guard let timeZone = TimeZone(identifier: zone) else {
            throw DecodingError.dataCorruptedError(
                forKey: .timeZone, in: container, debugDescription: "The time zone '\(zone)' is unknown.")
        }
        try self.init(container.decode(String.self, forKey: .text), timeZone: timeZone)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(text, forKey: .text)
        try container.encode(timeZone.identifier, forKey: .timeZone)
    }
}

/// One field of a schedule.
private struct Field: Sendable, Hashable {
    static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    static let weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    let values: Set<Int>
    /// Whether it does not begin with `*`.
    let isRestricted: Bool

    init(_ text: String, _ name: String, _ range: ClosedRange<Int>, names: [String] = []) throws(CronSchedule.Problem) {
        var values: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let found = Field.values(part, range, names: names) else {
                throw CronSchedule.Problem(
                    sentence:
                        "'\(text)' is not \(name == "hour" ? "an" : "a") \(name) (\(range.lowerBound)–\(range.upperBound), with `*`, `-`, `,` and `/`)."
                )
            }
            values.formUnion(found)
        }
        self.values = values
        isRestricted = !text.hasPrefix("*")
    }

    private static func values(_ part: Substring, _ range: ClosedRange<Int>, names: [String]) -> Set<Int>? {
        let halves = part.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = halves.first, halves.count <= 2 else { return nil }
        let step = halves.count == 2 ? number(halves[1]) : 1
        guard let step, step > 0 else { return nil }
        let base = names.count == 12 ? 1 : 0
        func value(_ text: Substring) -> Int? {
            let found = number(text) ?? names.firstIndex(of: text.lowercased()).map { $0 + base }
            return found.flatMap { range.contains($0) ? $0 : nil }
        }
        if first == "*" { return Set(stride(from: range.lowerBound, through: range.upperBound, by: step)) }
        let ends = first.split(separator: "-", omittingEmptySubsequences: false)
        guard let low = ends.first.flatMap(value) else { return nil }
        // `5/15` counts on to the end of the range, as many crons have it.
        guard ends.count == 2 else {
            guard ends.count == 1 else { return nil }
            return halves.count == 2 ? Set(stride(from: low, through: range.upperBound, by: step)) : [low]
        }
        guard let high = value(ends[1]), low <= high else { return nil }
        return Set(stride(from: low, through: high, by: step))
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 3, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
