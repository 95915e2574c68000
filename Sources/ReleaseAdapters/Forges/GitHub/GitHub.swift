import ReleasePorts

/// GitHub as a forge: github.com, Enterprise Cloud and Enterprise Server.
///
/// Each role is in a file of its own.
package struct GitHub: Forge {
    let client: GitHubClient

    package init(_ client: GitHubClient) { self.client = client }
}
