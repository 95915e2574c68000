package import ReleaseModel
package import ReleasePorts

/// Reads the contents of commits.
extension GitSourceControl {
    package func paths(in folder: String, at commit: CommitID) async throws(SourceControlError) -> [TreeEntry] {
        let listing = try await ask("list files", ["ls-tree", "-r", "-z", "--full-tree", commit.text], in: folder)
        return listing.output.split(separator: 0).compactMap { line in
            guard let tab = line.firstIndex(of: 9) else { return nil }
            let fields = line[..<tab].split(separator: 32)
            guard fields.count == 3, fields[1].elementsEqual("blob".utf8) else { return nil }
            return TreeEntry(
                path: String(decoding: line[(tab + 1)...], as: UTF8.self),
                object: String(decoding: fields[2], as: UTF8.self), mode: String(decoding: fields[0], as: UTF8.self))
        }
    }

    package func read(_ objects: [TreeEntry], in folder: String) async throws(SourceControlError) -> [[UInt8]] {
        guard !objects.isEmpty else { return [] }
        let input = objects.map { $0.object + "\n" }.joined()
        let answer = try await ask("read files", ["cat-file", "--batch"], in: folder, input: Array(input.utf8))
        var rest = answer.output[...]
        var contents: [[UInt8]] = []
        for object in objects {
            guard let end = rest.firstIndex(of: 10) else { break }
            let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            guard head.count == 3, let size = Int(head[2]), rest.distance(from: end, to: rest.endIndex) > size else {
                throw .failed(operation: "read \(object.path)", folder: folder, message: head.joined(separator: " "))
            }
            contents.append(Array(rest[(end + 1)..<(end + 1 + size)]))
            rest = rest[(end + 2 + size)...]
        }
        guard contents.count == objects.count else {
            throw .failed(operation: "read files", folder: folder, message: "the answer ended early")
        }
        return contents
    }

    package func read(_ files: [FileAtCommit], in folder: String) async throws(SourceControlError) -> [[UInt8]?] {
        // A line names one object, so a path with a newline can't be requested.
        let asked = files.map { !$0.path.utf8.contains(10) }
        let input = zip(files, asked).filter(\.1).map { "\($0.0.commit):\($0.0.path)\n" }.joined()
        guard !input.isEmpty else { return files.map { _ in nil } }
        let answer = try await ask("read files", ["cat-file", "--batch"], in: folder, input: Array(input.utf8))
        let output = answer.output
        var position = 0
        var contents: [[UInt8]?] = []
        contents.reserveCapacity(files.count)
        for (file, isAsked) in zip(files, asked) {
            guard isAsked else {
                contents.append(nil)
                continue
            }
            guard let end = output[position...].firstIndex(of: 10) else {
                throw .failed(operation: "read \(file.path)", folder: folder, message: "the answer ended early")
            }
            let head = output[position..<end].split(separator: 32)
            position = end + 1
            guard head.count == 3, head[1].elementsEqual("blob".utf8),
                let size = Int(String(decoding: head[2], as: UTF8.self)), position + size < output.count
            else {
                // `COMMIT:PATH missing`, or a folder, whose bytes follow as well.
                if head.count == 3, let size = Int(String(decoding: head[2], as: UTF8.self)),
                    head[1].elementsEqual("tree".utf8)
                {
                    position = min(position + size + 1, output.count)
                }
                contents.append(nil)
                continue
            }
            contents.append(Array(output[position..<(position + size)]))
            position += size + 1
        }
        return contents
    }
}
