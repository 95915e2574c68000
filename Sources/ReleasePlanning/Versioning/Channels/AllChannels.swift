import ReleaseModel

/// Every channel, by name.
package let allChannels: [any Channel] = [
    NightlyChannel(), DevelopChannel(), CandidateChannel(), TestChannel(), UnverifiedChannel(),
]

package func channel(named name: String) throws(ChannelError) -> any Channel {
    guard let channel = allChannels.first(where: { $0.name == name }) else { throw .noSuchChannel(name) }
    return channel
}

/// Whether a name is a prerelease: decided by the entire name, never by a word in it.
package func isPrerelease(named name: String) -> Bool {
    if let version = Version(lenient: name) { return version.isPrerelease }
    return NightlyChannel().parse(name) != nil
}
