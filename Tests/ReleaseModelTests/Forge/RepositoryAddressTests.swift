import ReleaseModel
import Testing

@Suite("The web address of a repository")
struct RepositoryAddressTests {
    @Test(
        "A port of https is the forge's own; a port of another protocol is not",
        arguments: [
            ("https://forge.example.org:8443/acme/core.git", "forge.example.org:8443"),
            ("https://ada@forge.example.org/acme/core", "forge.example.org"),
            ("ssh://git@forge.example.org:2222/acme/core.git", "forge.example.org"),
            ("http://forge.example.org:3000/acme/core", "forge.example.org"),
            ("git@forge.example.org:acme/core.git", "forge.example.org"),
        ])
    func port(remote: String, host: String) {
        check(remote, host)
    }

    @Test("The case of a host does not matter")
    func hostCase() { check("git@Forge.Example.ORG:acme/core.git", "forge.example.org") }

    private func check(_ remote: String, _ host: String) {
        #expect(RepositoryAddress(remote)?.hostName == host)
        #expect(RepositoryAddress(remote)?.slug == "acme/core")
    }
}
