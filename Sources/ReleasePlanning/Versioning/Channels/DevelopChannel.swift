import ReleaseModel

/// `1.2.4-dev.3`: one version for the entire set, above the stable version of every member.
package struct DevelopChannel: Channel {
    package let name = "develop"
    private let form = CountedForm(label: "dev")

    package init() {}

    package func next(in state: ChannelState) throws(ChannelError) -> String {
        let highest = state.members.max { ($0.value, $0.key) < ($1.value, $1.key) }
        if let forced = state.forced {
            let name = try form.checked(forced, channel: self.name, taken: state.taken)
            if let highest, let version = Version(name), version <= highest.value {
                throw .tooLow(name, highest.key, highest.value)
            }
            return name
        }
        let base = highest?.value ?? state.version
        return form.next(of: base.core.bumped(.patch), taken: state.taken)
    }

    package func parse(_ name: String) -> ChannelName? { form.parse(name) }
}
