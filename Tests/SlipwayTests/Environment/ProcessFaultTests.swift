import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit
import ReleaseTestTraits
import Testing

/// Machines that refuse what usually is there.
@Suite("Processes on other machines", .heavy, .timeLimit(.minutes(20)))
struct ProcessFaultTests {
    /// Lets a program run whose every pidfd_open is refused, as container engines do.
    private static let refusing = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <sys/prctl.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        int main(int count, char **arguments) {
            struct sock_filter rules[] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_pidfd_open, 0, 1),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
            };
            struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};
            if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 90;
            if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) return 91;
            if (syscall(SYS_pidfd_open, getpid(), 0) != -1 || errno != EPERM) return 92;
            execv(arguments[1], arguments + 1);
            return 93;
        }

        """

    static var isPossible: Bool { ProcessRunner().canFind("cc") }

    @Test("Without pidfds, commands still end and can be terminated", .enabled(if: isPossible))
    func refusedDescriptor() async throws {
        let fixture = try await Fixture.chain()
        defer { fixture.remove() }
        try fixture.write(ProcessFaultTests.refusing, to: "refusing.c")
        let runner = ProcessRunner()
        let built = try await runner.run(
            Command(["cc", "-o", fixture.root + "/refusing", fixture.root + "/refusing.c"]))
        #expect(built.hasSucceeded, "\(built.errorText)")
        func refused(_ arguments: String...) async throws -> CommandResult {
            // Without another way to see a command end, this never does.
            try await runner.run(
                Command(
                    [fixture.root + "/refusing", try builtProgram("slipway")] + arguments + [
                        "-C", fixture.workspace,
                    ],
                    environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"],
                    timeout: .seconds(300)))
        }
        let released = try await refused("release")
        #expect(released.end == .exited(0), "\(released.end) \(released.errorText)")
        // A command that takes too long is ended in time there, too.
        try fixture.write(
            """
            workspace: chain
            defaults:
              gates: [{ name: test, run: [sleep, "1000"], timeout: 1s }]
              build: { run: [sh, -c, "echo {version} > out.txt"], artifacts: [out.txt] }

            """, to: "workspace/slipway.yaml")
        try await fixture.commit("fix: again", ["again.txt": "x\n"], in: "other")
        try await fixture.push("other")
        let slow = try await refused("release", "--component", "other")
        #expect(slow.end == .exited(65) && slow.errorText.contains("gate:other/test"), "\(slow.errorText)")
    }

    @Test("Processes left by a command become the program's children and are reaped")
    func orphans() async throws {
        let fixture = try Fixture()
        defer { fixture.remove() }
        try await fixture.repository("core", ["VERSION": "1.0.0\n"])
        try await fixture.commit("fix: more", ["more.txt": "x\n"], in: "core")
        try await fixture.push("core")
        // Ends once its parent is gone and it was handed to another one; who that is, is its last word.
        try fixture.write(
            """
            setsid sh -c 'echo > "$1/begun"
              \(shellWait(until: #"[ "$(awk "{ print \$4 }" /proc/$$/stat)" != '$$' ]"#))
              awk "{ print \\$4 }" /proc/$$/stat > "$1/parent.new"; mv "$1/parent.new" "$1/parent"' - "$1" &
            echo $! > "$1/orphan"
            \(shellWait(until: #"[ -e "$1/begun" ]"#))

            """, to: "leave.sh")
        try fixture.write(
            """
            \(shellWait(until: #"[ -s "$1/parent" ]"#))
            [ "$(cat "$1/parent")" = $PPID ] || { echo adopted by $(cat "$1/parent"); exit 1; }
            orphan=/proc/$(cat "$1/orphan")
            \(shellWait(until: "[ ! -e $orphan ] || grep -q ') Z ' $orphan/stat"))
            true

            """, to: "adopted.sh")
        try fixture.write(
            """
            [ ! -e /proc/$(cat "$1/orphan") ] || { cat /proc/$(cat "$1/orphan")/stat; exit 1; }
            echo 1..1

            """, to: "reaped.sh")
        let gate = { (name: String) in "[sh, \(fixture.root)/\(name).sh, \(fixture.root)]" }
        try fixture.write(
            """
            workspace: w
            parallelism: 1
            defaults:
              gates:
                - { name: adopted, run: \(gate("adopted")), tests: none }
                - { name: reaped, run: \(gate("reaped")) }
              build: { run: \(gate("leave")) }

            """, to: "workspace/slipway.yaml")
        let result = try await fixture.slipway("release")
        #expect(result.end == .exited(0), "\(result.errorText)")
    }
}
