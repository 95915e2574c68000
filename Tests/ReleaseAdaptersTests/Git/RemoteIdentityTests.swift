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
            // One character or two, and which bytes are encoded.
            ("https://git.example.org/team/caf\u{E9}", "https://git.example.org/team/cafe\u{301}.git"),
            ("https://git.example.org/team/caf%C3%A9", "git@git.example.org:team/cafe\u{301}"),
            ("https://git.example.org/team/caf%c3%a9", "https://git.example.org/team/cafe%CC%81/"),
            ("https://git.example.org/team/caf%E9", "https://git.example.org/te%61m/caf%e9.git"),
            ("https://git.example.org/team/%63ore.git", "https://git.example.org/team/core"),
            ("file:///srv/caf%C3%A9.git", "/srv/cafe\u{301}.git"),
            ("https://b\u{FC}cher.example/team/core", "https://xn--bcher-kva.example/team/core"),
            ("ssh://git@BU\u{308}CHER.example/team/core", "git@b\u{FC}cher.example:team/core"),
            ("https://git.ex%61mple.org/team/core", "https://git.example.org./team/core"),
            // Segments that lead nowhere.
            ("https://git.example.org/team/./core", "https://git.example.org/team/x/../core"),
            ("ssh://git@git.example.org/~/team/core", "git@git.example.org:team/core"),
            ("ssh+git://git.example.org:22/team/core", "ssh://git.example.org/team/core"),
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
            ("https://git.example.org/team/caf%C3%A9", "https://git.example.org/team/caf%C3%A8"),
            ("https://git.example.org/team/caf%E9", "https://git.example.org/team/caf%E8"),
            ("https://git.example.org/team/100%", "https://git.example.org/team/100"),
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

    @Test("Two folders are two repositories where the file system keeps their names apart")
    func spelledFolders() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "caf\u{E9}.git/HEAD")
        // One that does not exist may be the other.
        let (one, other) = ("caf\u{E9}.git", "cafe\u{301}.git")
        #expect(isSame(one, other, in: folder.path))
        try folder.write("", to: "cafe\u{301}.git/HEAD")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(isSame(one, other, in: folder.path) == (names.count == 1))
        #expect(isSame(one, "./\(one)", in: folder.path))
    }
}
