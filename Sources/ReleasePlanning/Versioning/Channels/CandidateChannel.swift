import ReleaseModel

/// `1.3.0-rc.2`: what is to become the component's next version.
package struct CandidateChannel: Channel {
    package let name = "rc"
    private let form = CountedForm(label: "rc")

    package init() {}

    package func next(in state: ChannelState) throws(ChannelError) -> String {
        if let forced = state.forced { return try form.checked(forced, channel: name, taken: state.taken) }
        return form.next(of: state.version.core, taken: state.taken)
    }

    package func parse(_ name: String) -> ChannelName? { form.parse(name) }
}
