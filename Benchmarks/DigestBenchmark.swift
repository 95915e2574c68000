import Foundation
import ReleaseAdapters
import ReleaseModel
import ReleasePorts
import ReleaseTestKit

/// SHA-256 of 4 GiB of artifacts: LocalFiles beside `openssl dgst`, one file after the other, page cache warm.
struct DigestBenchmark {
    let folder: String

    private let files = 8
    private let size = 512 << 20
    private let turns = 3
    private let runner = ProcessRunner()

    func run() async throws {
        let paths = (0..<files).map { "\(folder)/artifact-\($0)" }
        try checkSpace()
        for (index, path) in paths.enumerated() { try write(path, seed: UInt64(index)) }
        var ours = Measurement()
        var openssl = Measurement()
        let local = LocalFiles()
        var sums: [String] = []
        for turn in 0...turns {
            var found: [String] = []
            let own: () async throws -> Void = {
                for path in paths { found.append(try await local.digest(of: path).digest.text) }
            }
            let theirs: () async throws -> Void = {
                let answer = try await runner.run(Command(["openssl", "dgst", "-sha256", "-r"] + paths))
                sums = answer.text.split(separator: "\n").map { String($0.prefix(64)) }
            }
            // The first turn warms the page cache.
            if turn == 0 {
                try await own()
                try await theirs()
            } else {
                try await openssl.take(theirs)
                try await ours.take(own)
            }
            precondition(found == sums, "both find the same sums")
        }
        show("## Summing artifacts")
        show("")
        show(
            "SHA-256 of \(files) files of \(size >> 20) MiB with pseudo-random bytes, one after the other on one "
                + "thread each; page cache warm, alternating, median of \(turns) (fastest–slowest).")
        show("")
        show("| what | seconds | GiB/s | ratio |")
        show("| --- | --- | --- | --- |")
        show("| `openssl dgst -sha256` | \(openssl.shown) | \(rate(openssl)) | 1.00 |")
        show(
            "| `LocalFiles.digest`, goal 1.00 | \(ours.shown) | \(rate(ours)) | \(number(ours.median / openssl.median)) |"
        )
        show("")
    }

    private func rate(_ measurement: Measurement) -> String {
        number(Double(files * size) / Double(1 << 30) / measurement.median)
    }

    private func checkSpace() throws {
        let values = try FileManager.default.attributesOfFileSystem(forPath: folder)
        let free = (values[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
        guard free > Int64(files * size) + 1 << 30 else {
            throw Failed(arguments: ["write", folder], said: "\(free >> 30) GiB are free; 5 are needed")
        }
    }

    private func write(_ path: String, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let block = (0..<(1 << 17)).map { _ in random.next() }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failed(arguments: ["write", path], said: "the file can't be made") }
        defer { try? file.close() }
        for number in 0..<(size >> 20) {
            // Blocks differ, so that nothing can fold them.
            var bytes = block
            bytes[0] = UInt64(number)
            try bytes.withUnsafeBytes { try file.write(contentsOf: Data($0)) }
        }
    }
}
