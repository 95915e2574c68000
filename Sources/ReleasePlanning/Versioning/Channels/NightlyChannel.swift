import ReleaseModel

/// `nightly-20260131-0a1b2c3`: the day in UTC and the commit that is built.
package struct NightlyChannel: Channel {
    package let name = "nightly"

    package init() {}

    package func next(in state: ChannelState) throws(ChannelError) -> String {
        guard let commit = state.commit else { throw .noCommit(state.component) }
        let name = "nightly-\(ReleaseDate(state.moment).text("%Y%m%d"))-\(commit.short)"
        guard parse(name) != nil else { throw .badName(name, channel: self.name, form: "nightly-YYYYMMDD-COMMIT") }
        guard let forced = state.forced, forced != name else { return name }
        throw .badName(forced, channel: self.name, form: name)
    }

    package func parse(_ name: String) -> ChannelName? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "nightly", parts[1].utf8.count == 8, parts[2].utf8.count == 7,
            parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            parts[2].utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }),
            let number = Int(parts[1])
        else { return nil }
        let day = ReleaseDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
        guard ReleaseDate(day.moment) == day else { return nil }
        return ChannelName(day: day, commit: String(parts[2]))
    }
}
