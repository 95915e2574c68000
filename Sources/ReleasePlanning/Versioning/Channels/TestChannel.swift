import ReleaseModel

/// `1.3.0-test.2`: a trial of the release process, never of the release itself.
package struct TestChannel: Channel {
    package let name = "test"
    private let form = CountedForm(label: "test")

    package init() {}

    package func next(in state: ChannelState) throws(ChannelError) -> String {
        if let forced = state.forced { return try form.checked(forced, channel: name, taken: state.taken) }
        return form.next(of: state.version.core, taken: state.taken)
    }

    package func parse(_ name: String) -> ChannelName? { form.parse(name) }
}
