import Foundation
import ReleaseModel
import ReleasePorts
import Testing

@Suite("A remote that fails briefly")
struct PassingFailureTests {
    @Test(
        "Wherever git loses its connection, the release completes without help", arguments: ["ls-remote", "push"])
    func heals(command: String) async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        let git = try await fixture.git("--exec-path", in: "/").trimmingCharacters(in: .whitespacesAndNewlines) + "/git"
        try fixture.write(
            """
            #!/bin/sh
            for word in "$@"; do
              if [ "$word" = \(command) ] && mkdir '\(fixture.root)/once' 2>/dev/null; then
                echo 'fatal: the remote end hung up unexpectedly' >&2
                exit 128
              fi
            done
            exec '\(git)' "$@"

            """, to: "bin/git")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fixture.root + "/bin/git")
        let path = fixture.root + "/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        let result = try await fixture.slipway("release", environment: ["PATH": path])
        #expect(result.end == .exited(0))
        #expect((result.text + result.errorText).contains("hung up unexpectedly"), "the reason is shown")
        #expect(FileManager.default.fileExists(atPath: fixture.root + "/once"))
    }
}
