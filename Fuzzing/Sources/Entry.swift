#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which target runs is told by `FUZZ_TARGET`, since libFuzzer owns the arguments.
private let target: Target = {
    let name = environment("FUZZ_TARGET") ?? ""
    guard let target = allTargets.first(where: { $0.name == name }) else {
        writeToStandardError("FUZZ_TARGET must be one of \(allTargets.map(\.name).joined(separator: " "))\n")
        exit(2)
    }
    return target
}()

/// Where accepted inputs and their meaning are added, one of ``samplingRate``, as lines of JSON; nil for nowhere.
private let sampleFile: Int32? = environment("FUZZ_SAMPLES").map { open($0, O_WRONLY | O_CREAT | O_APPEND, 0o644) }

private let samplingRate = environment("FUZZ_SAMPLING").flatMap(UInt64.init) ?? 64

private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// libFuzzer calls this once; `FUZZ_LIST` makes it name the targets and end.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    if environment("FUZZ_LIST") != nil {
        for target in allTargets { print(target.name) }
        exit(0)
    }
    _ = target
    return 0
}

/// libFuzzer calls this for each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    target.check(bytes)
    if let sampleFile, let dump = target.dump, fingerprint(bytes) % samplingRate == 0, let meaning = dump(bytes) {
        let hexadecimal = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var line = "{\"format\":\"\(target.name)\",\"input\":\"\(hexadecimal)\",\"value\":\(meaning)}\n"
        // One write, so that two processes may share the file.
        line.withUTF8 { _ = write(sampleFile, $0.baseAddress, $0.count) }
    }
    return 0
}
