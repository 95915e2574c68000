import CSpawn
import Foundation
import ReleaseModel
package import ReleasePorts
import Synchronization

/// Runs programs by `posix_spawn`, each in a process group of its own, watched by one thread until it ends.
package struct ProcessRunner: CommandRunner {
    fileprivate let threads: WorkerThreads
    private let environment: [String: String]
    /// Those in addresses of the environments, which no output shows.
    private let passwords: [Secret]
    private let listed: [String: String]
    private let account: Account?

    /// - Parameters:
    ///   - environment: What commands with ``Command/Surroundings/own`` see unless they say otherwise.
    ///   - listed: What the others see; nil: the same.
    ///   - account: Whom ``Command/Surroundings/confined`` commands run as; nil: ourselves.
    package init(
        threads: WorkerThreads = WorkerThreads(), environment: [String: String] = ProcessInfo.processInfo.environment,
        listed: [String: String]? = nil, account: Account? = nil
    ) {
        self.threads = threads
        self.environment = withoutRelativePlaces(environment)
        self.listed = withoutRelativePlaces(listed ?? environment)
        passwords = Set([environment, listed ?? [:]].flatMap(\.values).compactMap(passwordInAddress)).map { Secret($0) }
        self.account = account
    }

    package func run(_ command: Command) async throws(CommandError) -> CommandResult {
        let stop: StopPipe
        do { stop = try StopPipe() } catch { throw .notStarted(command.arguments.first ?? "", reason: "\(error)") }
        let environment = environment(of: command)
        var masked = command
        masked.secrets +=
            passwords + command.environment.values.compactMap { $0.flatMap(passwordInAddress) }.map { Secret($0) }
        let command = masked
        let account = command.surroundings == .confined ? account : nil
        let answer = await withTaskCancellationHandler {
            await threads.perform {
                Result { () throws(CommandError) in
                    try RunningProcess(command, environment: environment, account: account, stop: stop).finish()
                }
            }
        } onCancel: {
            stop.signal()
        }
        return try answer.get()
    }

    private func environment(of command: Command) -> [String: String] {
        var variables = command.surroundings == .own ? environment : listed
        if command.surroundings == .confined, let account {
            variables.merge(account.environment) { _, own in own }
        }
        return command.environment.reduce(into: variables) { $0[$1.key] = $1.value }
    }

    package func handOver(_ folder: String, within root: String) async throws(CommandError) {
        guard let account else { return }
        let result: Result<Void, CommandError> = await threads.perform {
            Result { () throws(CommandError) in try account.takeOver(folder, within: root) }
        }
        try result.get()
    }
}

extension ProcessRunner {
    package func canFind(_ program: String) -> Bool {
        if program.contains("/") { return FileManager.default.isExecutableFile(atPath: program) }
        return place(of: program, in: environment) != nil
    }

    package func endLeftovers(with environment: [String: String]) async {
        let wanted = environment.map { Array("\($0.key)=\($0.value)".utf8) }
        await threads.perform {
            var left = ProcessIdentity.all.filter { process in
                guard process.pid != getpid(), let variables = process.variables else { return false }
                return wanted.allSatisfy(variables.contains)
            }
            // SIGTERM first: git then removes its lock files.
            for process in left { process.signal(SIGTERM) }
            for _ in 0..<100 where !left.isEmpty {
                usleep(20_000)
                Orphans.reap()
                left.removeAll { !$0.isAlive }
            }
            for process in left { process.signal(SIGKILL) }
        }
    }
}

/// Where a program lies along `PATH`; nil where it doesn't, and for what is a path already.
private func place(of program: String, in environment: [String: String]) -> String? {
    guard !program.contains("/") else { return nil }
    return (environment["PATH"] ?? usualPath).split(separator: ":").lazy.filter { $0.hasPrefix("/") }
        .map { "\($0)/\(program)" }.first { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && FileManager.default.isExecutableFile(atPath: path)
        }
}

private let usualPath = "/usr/local/bin:/usr/bin:/bin"

/// Relative entries of `PATH` would be searched in the checkouts that commands run in, which may contain anyone's
/// programs.
private func withoutRelativePlaces(_ environment: [String: String]) -> [String: String] {
    guard let path = environment["PATH"] else { return environment }
    let places = path.split(separator: ":", omittingEmptySubsequences: false)
    guard !places.allSatisfy({ $0.hasPrefix("/") }) else { return environment }
    var environment = environment
    environment["PATH"] = places.filter { $0.hasPrefix("/") }.joined(separator: ":")
    return environment
}

/// Asks the watching thread to terminate the command.
private final class StopPipe: Sendable {
    let reading: Int32
    private let writing: Int32

    init() throws(SystemError) {
        var ends: [Int32] = [0, 0]
        guard cspawn_pipe(&ends) == 0 else { throw SystemError(number: errno) }
        reading = ends[0]
        writing = ends[1]
    }

    func signal() { _ = write(writing, "x", 1) }

    deinit {
        close(reading)
        close(writing)
    }
}

/// An errno with its text.
struct SystemError: Error, CustomStringConvertible {
    var number: Int32
    var description: String { String(cString: strerror(number)) }
}

/// A child process from its start to its end, on one thread.
private struct RunningProcess {
    private let command: Command
    private let stop: StopPipe
    private let pid: pid_t
    private let process: Int32
    private let output: Int32
    private let errors: Int32
    private static let tailLimit = 64 * 1024
    private static let grace: TimeInterval = 5

    init(
        _ command: Command, environment: [String: String], account: Account?, stop: StopPipe
    ) throws(CommandError) {
        let program = command.arguments.first ?? ""
        func failed(_ number: Int32) -> CommandError {
            let isFolderThere = command.folder.map { access($0, F_OK) == 0 } ?? true
            if number == ENOENT, isFolderThere { return .notFound(program) }
            if let account, number == EACCES || number == EPERM {
                let place = command.folder.map { " \($0)" } ?? ""
                return .notConfined(
                    account: account.name, reason: "\(SystemError(number: number)) for \(program) in\(place)")
            }
            return .notStarted(program, reason: "\(SystemError(number: number))")
        }
        guard let path = program.contains("/") ? program : place(of: program, in: environment) else {
            throw failed(ENOENT)
        }
        let input =
            command.input.isEmpty
            ? open("/dev/null", O_RDONLY | O_CLOEXEC) : cspawn_bytes(command.input, command.input.count)
        guard input >= 0 else { throw failed(errno) }
        defer { close(input) }
        var outputEnds: [Int32] = [-1, -1]
        var errorEnds: [Int32] = [-1, -1]
        if command.output != .inherited {
            guard cspawn_pipe(&outputEnds) == 0 else { throw failed(errno) }
            if command.output == .captured, cspawn_pipe(&errorEnds) != 0 {
                let number = errno
                close(outputEnds[0])
                close(outputEnds[1])
                throw failed(number)
            }
        }
        let childOutput = outputEnds[1] >= 0 ? outputEnds[1] : 1
        let childErrors = errorEnds[1] >= 0 ? errorEnds[1] : (command.output == .inherited ? 2 : outputEnds[1])
        let (pid, result) = withStrings(command.arguments) { arguments in
            withStrings(environment.map { "\($0.key)=\($0.value)" }) { environment in
                // The child is registered before it could be mistaken for an orphan.
                Orphans.starting { () -> (pid_t, Int32) in
                    var pid: pid_t = 0
                    let result = withOptionalPointer(to: account?.numbers) { account in
                        cspawn_start(
                            &pid, path, arguments, environment, command.folder, input, childOutput, childErrors, account
                        )
                    }
                    return (pid, result)
                }
            }
        }
        for end in [outputEnds[1], errorEnds[1]] where end >= 0 { close(end) }
        guard result == 0 else {
            for end in [outputEnds[0], errorEnds[0]] where end >= 0 { close(end) }
            throw failed(result)
        }
        self.command = command
        self.stop = stop
        self.pid = pid
        process = cspawn_ended(pid)
        output = outputEnds[0]
        errors = errorEnds[0]
        if process < 0 {
            // Its end could never be noticed.
            let number = errno
            kill(-pid, SIGKILL)
            _ = reap()
            for end in [output, errors] where end >= 0 { close(end) }
            throw failed(number)
        }
    }

    private func reap() -> Int32 {
        let status = cspawn_wait(pid)
        Orphans.ended(pid)
        return status
    }

    /// Reads until the process has ended and its streams are empty; grandchildren that keep a stream open don't count.
    func finish() throws(CommandError) -> CommandResult {
        defer { for descriptor in [output, errors, process] where descriptor >= 0 { close(descriptor) } }
        for descriptor in [output, errors] where descriptor >= 0 { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
        var sink = Sink(command: command, limit: RunningProcess.tailLimit)
        // A stream at its end stays readable forever, so it is no longer watched.
        var (watchedOutput, watchedErrors) = (output, errors)
        var deadline = command.timeout.map { Date().addingTimeInterval($0.seconds) }
        var ending: CommandEnd?
        var wasCancelled = false
        var isKilled = false
        while true {
            var watched = [
                pollfd(fd: process, events: Int16(POLLIN), revents: 0),
                pollfd(fd: watchedOutput, events: Int16(POLLIN), revents: 0),
                pollfd(fd: watchedErrors, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wasCancelled || command.finishes ? -1 : stop.reading, events: Int16(POLLIN), revents: 0),
            ]
            let wait = deadline.map { Int32(max(0, min($0.timeIntervalSinceNow * 1000 + 1, 3_600_000))) } ?? -1
            let count = poll(&watched, 4, wait)
            if count < 0, errno != EINTR { break }
            if watched[1].revents != 0, sink.drain(output, isErrors: false) { watchedOutput = -1 }
            if watched[2].revents != 0, sink.drain(errors, isErrors: true) { watchedErrors = -1 }
            if sink.isFull { break }
            if watched[3].revents != 0, !wasCancelled {
                wasCancelled = true
                kill(-pid, SIGTERM)
                deadline = Date().addingTimeInterval(RunningProcess.grace)
            }
            if watched[0].revents != 0 { break }
            if let end = deadline, end <= Date() {
                if wasCancelled || ending == .timedOut {
                    guard !isKilled else { break }
                    isKilled = true
                    kill(-pid, SIGKILL)
                } else {
                    ending = .timedOut
                    kill(-pid, SIGTERM)
                }
                deadline = Date().addingTimeInterval(RunningProcess.grace)
            }
        }
        // Processes left running are terminated with it; the group is signalled before its leader is reaped.
        kill(-pid, SIGKILL)
        let status = reap()
        // Processes outside the group that keep writing are not waited for.
        sink.drainRest(output, isErrors: false)
        sink.drainRest(errors, isErrors: true)
        let end = ending ?? (status >= 256 ? .signalled(status - 256) : .exited(status))
        sink.finish(hasSucceeded: end == .exited(0) && !wasCancelled)
        Orphans.reap()
        if wasCancelled { throw .cancelled(command.arguments.first ?? "") }
        if sink.isFull { throw .tooMuchOutput(command.arguments.first ?? "", limit: command.captureLimit) }
        return CommandResult(end: end, output: sink.output, errors: sink.errors)
    }
}

/// Where a process's output goes.
private struct Sink {
    private(set) var output: [UInt8] = []
    private(set) var errors: [UInt8] = []
    private let limit: Int
    private let captureLimit: Int
    /// nil: captured.
    private let path: String?
    /// Opened with the first byte, so that a silent success costs no file.
    private var log: Int32 = -1
    private let logLimit: Int
    private var logged = 0
    /// How many bytes did not fit into the log.
    private var left = 0
    private var redactor: Redactor

    init(command: Command, limit: Int) {
        self.limit = limit
        captureLimit = command.captureLimit
        logLimit = command.logLimit
        if case .logged(let path) = command.output {
            self.path = path
            // Of an earlier attempt that was interrupted.
            unlink(path)
        } else {
            path = nil
        }
        redactor = Redactor(secrets: command.secrets)
    }

    /// Whether more came than is captured.
    var isFull: Bool { path == nil && output.count + errors.count > captureLimit }

    /// Takes only part of the available bytes, so that an endless writer does not block the deadline check.
    ///
    /// - Returns: Whether the stream is at its end.
    mutating func drain(_ descriptor: Int32, isErrors: Bool) -> Bool {
        part(of: descriptor, isErrors: isErrors) == 0
    }

    /// Takes what a finished process left in its pipe, whose capacity is limited.
    mutating func drainRest(_ descriptor: Int32, isErrors: Bool) {
        guard descriptor >= 0 else { return }
        var room = max(Int(fcntl(descriptor, Sink.getPipeSize)), Sink.partSize)
        while room > 0 {
            let count = part(of: descriptor, isErrors: isErrors)
            guard count > 0 else { return }
            room -= count
        }
    }

    private static let partSize = 65_536
    /// Linux's F_GETPIPE_SZ, which the C library's module lacks.
    private static let getPipeSize: Int32 = 1032

    /// - Returns: How many bytes were taken; 0 at the stream's end, less where there is nothing to take now.
    private mutating func part(of descriptor: Int32, isErrors: Bool) -> Int {
        guard descriptor >= 0 else { return 0 }
        return withUnsafeTemporaryAllocation(byteCount: Sink.partSize, alignment: 1) { buffer in
            var count = read(descriptor, buffer.baseAddress, buffer.count)
            while count < 0, errno == EINTR { count = read(descriptor, buffer.baseAddress, buffer.count) }
            if count > 0 {
                add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), isErrors: isErrors)
            }
            return count
        }
    }

    private mutating func add(_ bytes: UnsafeRawBufferPointer, isErrors: Bool) {
        if path != nil {
            keep(redactor.add(bytes))
        } else if isErrors {
            errors += bytes
        } else {
            output += bytes
        }
    }

    /// A failure always has a log, even if it is empty.
    mutating func finish(hasSucceeded: Bool) {
        guard path != nil else { return }
        keep(redactor.finish())
        if left > 0 {
            let end = output.suffix(min(left, limit))
            writeToLog(Array("\n… \(left - end.count) bytes are left out here …\n".utf8)[...])
            writeToLog(end)
        }
        if !hasSucceeded { openLog() }
        if log >= 0 { close(log) }
    }

    private mutating func openLog() {
        guard log < 0, let path else { return }
        log = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    }

    private mutating func keep(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        openLog()
        let room = max(0, logLimit - logged)
        writeToLog(bytes.prefix(room))
        logged += min(room, bytes.count)
        left += max(0, bytes.count - room)
        output += bytes
        if output.count > 2 * limit { output.removeFirst(output.count - limit) }
    }

    private func writeToLog(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while log >= 0, !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(log, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // A full disk costs the log's end, never the step.
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
    }
}

extension Duration {
    var seconds: TimeInterval {
        let (seconds, attoseconds) = components
        return TimeInterval(seconds) + TimeInterval(attoseconds) * 1e-18
    }
}

/// C strings for the time of a call, with the closing nil.
private func withStrings<Answer>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Answer) -> Answer {
    let strings = texts.map { strdup($0) }
    defer { for string in strings { free(string) } }
    return body(strings + [nil])
}

private func withOptionalPointer<Value, Answer>(
    to value: Value?, _ body: (UnsafePointer<Value>?) -> Answer
) -> Answer {
    guard let value else { return body(nil) }
    return withUnsafePointer(to: value) { body($0) }
}

/// The password in an address such as `http://user:password@proxy:3128`, which output must not show; nil where there is none.
private func passwordInAddress(_ text: String) -> String? {
    guard let scheme = text.firstRange(of: "://") else { return nil }
    let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return nil }
    let password = authority[authority.index(after: colon)..<at]
    return password.isEmpty ? nil : String(password)
}
