import ReleaseModel

/// The forge of a command that needs one, where the configuration does not name it.
package struct ForgeChoice: Sendable {
    /// The address of its REST interface; nil: that of the host that remotes name.
    package var api: String?

    package init(api: String? = nil) { self.api = api }

    /// GitHub: on a runner of GitHub Actions the one that it belongs to.
    ///
    /// - Parameter written: What the configuration says, which names no forge.
    func configuration(
        over written: ForgeConfiguration, _ environment: [String: String]
    ) -> ForgeConfiguration {
        let ofRunner = environment["GITHUB_ACTIONS"] == "true" ? environment["GITHUB_API_URL"] : nil
        var forge = ForgeConfiguration(kind: .github, api: api ?? ofRunner)
        forge.isAssumed = true
        forge.isWritten = written.isWritten
        return forge
    }
}
