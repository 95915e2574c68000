import Foundation
import ReleasePorts
import ReleaseTestKit
import Testing

@Suite("Which repository an address names")
struct RemoteIdentityTests {
    private func isSame(_ left: String, _ right: String, in folder: String = "/w/core") -> Bool {
        RemoteIdentity(left, in: folder).isSame(as: RemoteIdentity(right, in: folder))
    }

    @Test(
        "Spellings of one address are one repository",
        arguments: [
            ("git@git.example.org:team/core.git", "https://git.example.org/team/core"),
            ("git@git.example.org:team/core.git", "ssh://git@git.example.org/team/core.git/"),
            ("git@git.example.org:/team/core", "ssh://git@git.example.org:22/team/core"),
            ("https://ada:token@Git.Example.org/team/core/", "https://git.example.org:443/team/core.git"),
            ("http://git.example.org/team/core", "https://git.example.org/team//core?x=1"),
            ("ssh://git.example.org:2222/team/core", "https://git.example.org/team/core"),
            ("git+ssh://git@git.example.org/team/core", "git://git.example.org/team/core"),
            ("git@github.com:Team/Core.git", "https://github.com/team/core"),
            ("ssh://git@ssh.github.com:443/team/core.git", "git@github.com:team/core"),
            ("ssh://git@[::1]:22/srv/core", "git@[::1]:srv/core.git"),
            ("https://git.example.org/team/my%20core", "git@git.example.org:team/my core.git"),
            ("/srv/core.git", "file:///srv/core.git"), ("/srv/core.git/", "file://localhost/srv/./core.git"),
            ("../../srv/core.git", "/srv/core.git"),
        ])
    func same(left: String, right: String) { #expect(isSame(left, right)) }

    @Test(
        "Other hosts, paths and ports are other repositories",
        arguments: [
            ("git@git.example.org:team/core.git", "git@git.example.com:team/core.git"),
            ("git@git.example.org:team/core.git", "git@git.example.org:team/core-git"),
            ("https://git.example.org/team/core", "https://git.example.org/team/Core"),
            ("http://localhost:3000/team/core", "http://localhost:3001/team/core"),
            ("/srv/core.git", "/srv/other.git"), ("https://h/srv/core.git", "/srv/core.git"),
        ])
    func different(left: String, right: String) { #expect(!isSame(left, right)) }

    @Test("A folder is identified after resolving links and git suffixes")
    func folders() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "real/core.git/HEAD")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link", withDestinationPath: folder.path + "/real")
        for spelling in ["link/core.git", "real/core", "./link/../link/core.git/", "file://\(folder.path)/link/core"] {
            #expect(isSame(spelling, "real/core.git", in: folder.path), "\(spelling)")
        }
    }
}
