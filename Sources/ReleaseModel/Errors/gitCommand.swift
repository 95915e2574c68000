/// A git command to copy, which works wherever it is pasted: it names the clone, quoted where a shell needs it.
package func gitCommand(_ arguments: String, in folder: String) -> String {
    let isPlain = folder.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: byte > 0x7F || "/._-+,@%=:".utf8.contains(byte)
        }
    }
    let quoted = isPlain && !folder.isEmpty ? folder : "'" + folder.replacing("'", with: "'\\''") + "'"
    return "git -C \(quoted) \(arguments)"
}

/// The commands that make a folder a repository with a commit.
package func gitBeginning(in folder: String) -> String {
    ["init", "add -A", "commit -m 'chore: begin'"].map { gitCommand($0, in: folder) }.joined(separator: " && ")
}
