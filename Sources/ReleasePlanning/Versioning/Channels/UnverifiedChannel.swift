import ReleaseModel

/// `1.3.0-unverified`: a version without passed gates; at most one for each version.
package struct UnverifiedChannel: Channel {
    package let name = "unverified"

    package init() {}

    package func next(in state: ChannelState) throws(ChannelError) -> String {
        let name = state.forced ?? "\(state.version.core)-unverified"
        guard parse(name) != nil else { throw .badName(name, channel: self.name, form: "X.Y.Z-unverified") }
        guard !state.taken.contains(where: { $0.text == name }) else { throw .taken(state.component, name) }
        return name
    }

    package func parse(_ name: String) -> ChannelName? {
        guard let version = Version(semantic: name), version.prerelease == [.text("unverified")], version.build.isEmpty
        else { return nil }
        return ChannelName(core: version.core)
    }
}
