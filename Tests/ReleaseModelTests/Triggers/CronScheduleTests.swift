import Foundation
import ReleaseModel
import Testing

@Suite("Schedules")
struct CronScheduleTests {
    private static func moment(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    @Test(
        "The next moment is the first that fits every field",
        arguments: [
            ("0 2 * * *", "UTC", "2026-11-30T01:59:59Z", "2026-11-30T02:00:00Z"),
            ("0 2 * * *", "UTC", "2026-11-30T02:00:00Z", "2026-12-01T02:00:00Z"),
            ("*/15 * * * *", "UTC", "2026-11-30T23:50:00Z", "2026-12-01T00:00:00Z"),
            ("30 6 1 1 *", "UTC", "2026-11-30T00:00:00Z", "2027-01-01T06:30:00Z"),
            ("0 0 29 2 *", "UTC", "2026-11-30T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("0 9 * * mon-fri", "UTC", "2026-11-28T00:00:00Z", "2026-11-30T09:00:00Z"),
            ("0 9 * * 7", "UTC", "2026-11-30T00:00:00Z", "2026-12-06T09:00:00Z"),
            ("0 9 * * SUN", "UTC", "2026-11-30T00:00:00Z", "2026-12-06T09:00:00Z"),
            ("0 0 13 * fri", "UTC", "2026-11-30T00:00:00Z", "2026-12-04T00:00:00Z"),
            ("5,10 3-4 * jan *", "UTC", "2026-01-01T03:05:00Z", "2026-01-01T03:10:00Z"),
            ("10/20 * * * *", "UTC", "2026-01-01T03:05:00Z", "2026-01-01T03:10:00Z"),
            ("0 2 * * *", "Asia/Kathmandu", "2026-11-30T00:00:00Z", "2026-11-30T20:15:00Z"),
            ("0 2 * * *", "America/Los_Angeles", "2026-07-01T00:00:00Z", "2026-07-01T09:00:00Z"),
        ])
    func next(text: String, zone: String, after: String, expected: String) throws {
        let schedule = try CronSchedule(text, timeZone: #require(TimeZone(identifier: zone)))
        #expect(schedule.next(after: try Self.moment(after)) == (try Self.moment(expected)))
    }

    @Test("A named hour comes once on the days when clocks change")
    func changes() throws {
        let schedule = try CronSchedule("30 2 * * *", timeZone: #require(TimeZone(identifier: "Europe/Berlin")))
        // 02:30 is left out on 2026-03-29, and comes twice on 2026-10-25.
        let spring = schedule.moments(
            after: try Self.moment("2026-03-28T12:00:00Z"), through: try Self.moment("2026-03-30T12:00:00Z"), limit: 10)
        #expect(spring == [try Self.moment("2026-03-29T01:30:00Z"), try Self.moment("2026-03-30T00:30:00Z")])
        let autumn = schedule.moments(
            after: try Self.moment("2026-10-24T12:00:00Z"), through: try Self.moment("2026-10-26T12:00:00Z"), limit: 10)
        #expect(autumn == [try Self.moment("2026-10-25T00:30:00Z"), try Self.moment("2026-10-26T01:30:00Z")])
    }

    @Test(
        "What is due every hour follows real time when clocks change",
        arguments: ["Europe/Berlin", "Australia/Lord_Howe"])
    func hourly(zone: String) throws {
        let schedule = try CronSchedule("*/30 * * * *", timeZone: #require(TimeZone(identifier: zone)))
        let begin = try Self.moment("2026-01-01T00:00:00Z")
        let end = try Self.moment("2027-01-01T00:00:00Z")
        let moments = schedule.moments(after: begin, through: end, limit: 100_000)
        let expected = stride(from: begin.timeIntervalSince1970 + 1_800, through: end.timeIntervalSince1970, by: 1_800)
        #expect(moments.map(\.timeIntervalSince1970) == Array(expected))
    }

    @Test("Of many missed moments the newest are known")
    func missed() throws {
        let schedule = try CronSchedule("0 2 * * *")
        let missed = schedule.moments(
            after: try Self.moment("2026-11-01T00:00:00Z"), through: try Self.moment("2026-11-30T12:00:00Z"), limit: 2)
        #expect(missed == [try Self.moment("2026-11-29T02:00:00Z"), try Self.moment("2026-11-30T02:00:00Z")])
    }

    @Test(
        "What is no schedule is refused with its field",
        arguments: [
            ("* * * *", "five fields"), ("60 * * * *", "minute"), ("* 24 * * *", "hour"), ("* * 0 * *", "day"),
            ("* * * 13 *", "month"), ("* * * * 8", "weekday"), ("5-1 * * * *", "minute"), ("*/0 * * * *", "minute"),
            ("a * * * *", "minute"), (", * * * *", "minute"), ("0 0 30 2 *", "none of its months"),
            ("0 0 31 4,6 *", "none of its months"), ("-1 * * * *", "minute"), ("١ * * * *", "minute"),
        ])
    func refused(text: String, named: String) {
        let error = #expect(throws: CronSchedule.Problem.self) { try CronSchedule(text) }
        #expect(error?.sentence.contains(named) == true)
    }

    @Test("A schedule is stored with its zone")
    func stored() throws {
        let schedule = try CronSchedule("0 2 * * 1-5", timeZone: #require(TimeZone(identifier: "Europe/Berlin")))
        #expect(try decodeJSON(CronSchedule.self, from: encodeJSON(schedule)) == schedule)
    }
}
