import ReleaseModel

/// `X.Y.Z-label.N`, N from 1.
struct CountedForm {
    let label: String

    /// One above the highest number of this core that is taken.
    func next(of core: Version, taken: [Version]) -> String {
        let numbers = taken.filter { $0.core == core }.compactMap(Prerelease.init).filter { $0.label == label }
        let highest = numbers.map(\.number).max() ?? 0
        return "\(core)-\(label).\(highest == .max ? highest : highest + 1)"
    }

    func parse(_ name: String) -> ChannelName? {
        guard let version = Version(semantic: name), version.build.isEmpty, version.prerelease.count == 2,
            version.prerelease[0] == .text(label), case .number(let number) = version.prerelease[1], number > 0
        else { return nil }
        return ChannelName(core: version.core, number: number)
    }

    /// A name that someone chose: of this form, and above all of its core.
    func checked(_ name: String, channel: String, taken: [Version]) throws(ChannelError) -> String {
        guard parse(name) != nil, let version = Version(semantic: name) else {
            throw .badName(name, channel: channel, form: "X.Y.Z-\(label).N")
        }
        let alike = taken.filter { $0.core == version.core && Prerelease($0)?.label == label }
        if let higher = alike.max(), higher >= version { throw .tooLow(name, nil, higher) }
        return name
    }
}
