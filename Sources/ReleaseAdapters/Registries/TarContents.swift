import Foundation
import ReleasePorts

/// Where the files of a tar archive lie in it, so that they are read without unpacking.
///
/// Reads the formats `ustar`, `pax` and GNU's long names; a compressed archive is refused.
///
/// Source: [POSIX, pax](https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06).
struct TarContents {
    /// By path, without a leading `./`; a path that occurs twice has its last content.
    private(set) var files: [String: ImageArchive.Part] = [:]

    private static let block = 512
    private static let mostEntries = 100_000

    /// Why a file is not a tar archive that can be read here.
    struct Fault: Error {
        var reason: String
    }

    init(_ path: String) throws(Fault) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw Fault(reason: "It can't be opened.") }
        defer { close(descriptor) }
        let end = Int(status.st_size)
        var position = 0
        var entries = 0
        var longName: String?
        var extended: [String: String] = [:]
        while position + TarContents.block <= end {
            guard let header = fileBytes(of: path, from: position, count: TarContents.block) else {
                throw Fault(reason: "It can't be read.")
            }
            position += TarContents.block
            if header.allSatisfy({ $0 == 0 }) { return }
            try TarContents.checkSum(header)
            entries += 1
            guard entries <= TarContents.mostEntries else { throw Fault(reason: "It has more than 100000 entries.") }
            let kind = header[156]
            var size = try TarContents.number(header[124..<136])
            if let text = extended["size"], kind != UInt8(ascii: "x") {
                guard let said = Int(text) else { throw Fault(reason: "The size of an entry is not a number.") }
                size = said
            }
            guard size >= 0, size <= end - position else { throw Fault(reason: "It breaks off within a file.") }
            switch kind {
            case UInt8(ascii: "x"):
                extended = try TarContents.records(fileBytes(of: path, from: position, count: min(size, 1 << 20)))
            case UInt8(ascii: "g"): break
            case UInt8(ascii: "L"):
                guard let text = fileBytes(of: path, from: position, count: min(size, 1 << 16)) else {
                    throw Fault(reason: "It can't be read.")
                }
                longName = TarContents.text(text[...])
            case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
                let name = extended["path"] ?? longName ?? TarContents.name(header)
                files[name.hasPrefix("./") ? String(name.dropFirst(2)) : name] = .init(
                    path: path, offset: position, size: size)
                (longName, extended) = (nil, [:])
            // Folders, and links, whose targets no image layout has.
            default: (longName, extended) = (nil, [:])
            }
            position += (size + TarContents.block - 1) / TarContents.block * TarContents.block
        }
        throw Fault(reason: "It breaks off, or is not a tar file without compression.")
    }

    private static func name(_ header: [UInt8]) -> String {
        let name = text(header[0..<100])
        let prefix = header[257..<262].elementsEqual("ustar".utf8) ? text(header[345..<500]) : ""
        return prefix.isEmpty ? name : prefix + "/" + name
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func checkSum(_ header: [UInt8]) throws(Fault) {
        let sum = header.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        guard try number(header[148..<156]) == sum else {
            throw Fault(reason: "It is not a tar file without compression.")
        }
    }

    /// Octal digits, or a binary number where the first bit is set.
    private static func number(_ field: ArraySlice<UInt8>) throws(Fault) -> Int {
        if let first = field.first, first & 0x80 != 0 {
            return field.dropFirst().suffix(7).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = text(field).trimmingCharacters(in: .whitespaces)
        guard !digits.isEmpty else { return 0 }
        guard let number = Int(digits, radix: 8) else {
            throw Fault(reason: "It is not a tar file without compression.")
        }
        return number
    }

    /// `LENGTH KEY=VALUE\n`, one after the other.
    private static func records(_ bytes: [UInt8]?) throws(Fault) -> [String: String] {
        var rest = (bytes ?? [])[...]
        var records: [String: String] = [:]
        while let space = rest.firstIndex(of: 0x20) {
            guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length > 0,
                length <= rest.count, rest.startIndex + length > space
            else { throw Fault(reason: "A record of it is broken.") }
            let record = rest[(space + 1)..<(rest.startIndex + length)]
            if let equals = record.firstIndex(of: UInt8(ascii: "=")) {
                let key = String(decoding: record[..<equals], as: UTF8.self)
                records[key] = String(decoding: record[(equals + 1)...].dropLast(), as: UTF8.self)
            }
            rest = rest.dropFirst(length)
        }
        return records
    }
}
