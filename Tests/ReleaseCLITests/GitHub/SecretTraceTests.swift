import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// The forge's token is in nothing that a release leaves behind or shows while it runs. The program itself is started, with
/// a `git` in front of git that keeps what every call was given.
@Suite("Traces of the forge's token", .heavy)
struct SecretTraceTests {
    enum Source: CaseIterable {
        case variable, file
    }

    private struct Place {
        let scene: GitHubScene
        let source: Source
        /// Of this test alone: other processes of this machine have the usual one in their arguments.
        let token = "ghp_trace_" + UUID().uuidString.replacing("-", with: "")
        /// Where everything is kept that is searched, beside the clone.
        let evidence: String

        init(_ scene: GitHubScene, _ source: Source) async throws {
            self.scene = scene
            self.source = source
            await scene.github.double.addToken(token, of: "ada")
            let folder = scene.scene.sandbox.folder
            evidence = folder.path + "/evidence"
            try FileManager.default.createDirectory(atPath: evidence, withIntermediateDirectories: true)
            // The user's credentials of git lie outside the clone, and are not the subject.
            let host = scene.github.git.dropFirst("http://".count)
            try folder.write("http://x:\(token)@\(host)\n", to: "credentials")
            try await scene.scene.sandbox.git(
                ["remote", "set-url", "origin", "\(scene.github.git)/acme/core.git"], in: "clone")
            try await scene.scene.sandbox.git(
                ["config", "credential.helper", "store --file=\(folder.path)/credentials"], in: "clone")
            try folder.write(token + "\n", to: "token")
            let git = try #require(OutsideTool("git")?.path)
            try folder.write(
                """
                #!/bin/bash
                tr '\\0' ' ' </proc/$$/cmdline >>"\(evidence)/git-arguments"
                echo >>"\(evidence)/git-arguments"
                exec \(git) "$@"

                """, to: "tools/git")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: folder.path + "/tools/git")
            // A build and a gate write down what they have, and what the list of processes shows at that moment.
            try folder.write(
                """
                tr '\\0' '\\n' </proc/$$/environ >>"\(evidence)/environment-of-$1"
                for process in /proc/[0-9]*; do
                  tr '\\0' ' ' <"$process/cmdline" >>"\(evidence)/processes-at-$1" 2>/dev/null
                done
                echo "test result: ok. 1 passed; 0 failed"
                mkdir -p out && echo made >out/core.txt

                """, to: "look.sh")
            let file = source == .file ? ", token-file: \"\(folder.path)/token\"" : ""
            try folder.write(
                """
                forge: { kind: github, api: "\(scene.github.enterpriseAPI)"\(file) }
                components:
                  core:
                    build: { run: [bash, "\(folder.path)/look.sh", build], artifacts: [out/core.txt] }
                    gates: [{ name: test, run: [bash, "\(folder.path)/look.sh", gate] }]
                    publish: [{ to: forge-release }]

                """, to: "clone/slipway.yaml")
        }

        /// Runs the program, and keeps what it says.
        func slipway(_ arguments: [String], token other: String? = nil) async throws -> Int32 {
            let folder = scene.scene.sandbox.folder.path
            var environment: [String: String?] = [
                "PATH": folder + "/tools:" + (ProcessInfo.processInfo.environment["PATH"] ?? ""), "HOME": folder,
                "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GH_TOKEN": nil,
                "GITHUB_TOKEN": nil,
            ]
            if let given = other ?? (source == .variable ? token : nil) { environment["GH_TOKEN"] = given }
            let result = try await ProcessRunner().run(
                Command(
                    [try builtProgram("slipway"), "-C", folder + "/clone"] + arguments, folder: folder,
                    environment: environment, timeout: .seconds(300)))
            let name = arguments.joined(separator: "-").replacing("/", with: "-")
            try (result.text + result.errorText).write(
                toFile: evidence + "/output-of-\(name)", atomically: true, encoding: .utf8)
            guard case .exited(let code) = result.end else { return -1 }
            return code
        }

        /// The files in which any of the texts stands, and how many were read.
        func search(for texts: [String]) throws -> (found: [String], count: Int) {
            let roots = [evidence, scene.scene.sandbox.folder.path + "/clone"]
            var found: [String] = []
            var count = 0
            for root in roots {
                let files = FileManager.default.enumerator(atPath: root)
                while let path = files?.nextObject() as? String {
                    guard let bytes = FileManager.default.contents(atPath: root + "/" + path) else { continue }
                    count += 1
                    if texts.contains(where: { bytes.range(of: Data($0.utf8)) != nil }) {
                        found.append(root + "/" + path)
                    }
                }
            }
            return (found, count)
        }
    }

    @Test(
        "After a release pull request, a release and failures, the token is in no file, log, output, process list or child",
        arguments: Source.allCases)
    func traces(source: Source) async throws {
        try await GitHubScene.runWithAssets { scene in
            let place = try await Place(scene, source)
            try await scene.scene.sandbox.git(["push", "--quiet", "origin", "main"], in: "clone")
            #expect(try await place.slipway(["release-pr", "--api", scene.github.enterpriseAPI]) == 0)
            try await scene.merge(try #require(try await scene.open().first))
            try await scene.pull()
            // An answer that is lost, one that is refused, and one that is broken off.
            scene.github.double.plan(.lost, for: "repos/create-release")
            scene.github.double.plan(.cut, for: "repos/upload-release-asset")
            scene.github.double.plan(.failedLate, for: "repos/update-release")
            var code = try await place.slipway(["release", "--merged"])
            for _ in 0..<5 where code != 0 { code = try await place.slipway(["run", "retry"]) }
            #expect(code == 0)
            #expect(try await place.slipway(["run", "show", "--json"]) == 0)
            #expect(try await place.slipway(["doctor"]) == 0)
            let revoked = "ghp_revoked_secret"
            if source == .variable { #expect(try await place.slipway(["doctor", "--json"], token: revoked) == 1) }

            let basic = Data("x-access-token:\(place.token)".utf8).base64EncodedString()
            let (found, count) = try place.search(for: [place.token, revoked, basic])
            #expect(found.isEmpty, "the token stands in \(found)")
            // A search that reads nothing finds nothing.
            let names = try FileManager.default.contentsOfDirectory(atPath: place.evidence)
            #expect(
                Set(names).isSuperset(of: [
                    "git-arguments", "environment-of-build", "environment-of-gate", "processes-at-build",
                    "processes-at-gate",
                    "output-of-release---merged",
                ]), "\(names)")
            let processes = try String(contentsOfFile: place.evidence + "/processes-at-build", encoding: .utf8)
            #expect(processes.contains("release --merged"), "the program itself is among the processes")
            let state = scene.scene.sandbox.folder.path + "/clone/.slipway/state.db"
            #expect(count > 10 && FileManager.default.fileExists(atPath: state))
        }
    }

    @Test("The search finds a token that is there")
    func finds() async throws {
        try await GitHubScene.runWithAssets { scene in
            let place = try await Place(scene, .file)
            try place.token.write(
                toFile: place.evidence + "/leak", atomically: true, encoding: .utf8)
            #expect(try place.search(for: [place.token]).found == [place.evidence + "/leak"])
        }
    }
}
