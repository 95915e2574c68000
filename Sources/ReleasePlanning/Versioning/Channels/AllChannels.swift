import ReleaseModel

/// Every channel, by the name that people ask for.
package let allChannels: [any Channel] = [
    NightlyChannel(), DevelopChannel(), CandidateChannel(), TestChannel(), UnverifiedChannel(),
]

package func channel(named name: String) throws(ChannelError) -> any Channel {
    guard let channel = allChannels.first(where: { $0.name == name }) else { throw .noSuchChannel(name) }
    return channel
}

/// Whether a name is that of a prerelease: by what it says, read whole, never by a word in it.
package func isPrerelease(named name: String) -> Bool {
    if let version = Version(lenient: name) { return version.isPrerelease }
    return NightlyChannel().parse(name) != nil
}
