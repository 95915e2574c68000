/// Whether a file is kept by Git LFS, so that the repository has only a pointer to its content.
///
/// [Specification](https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md): the first line is the version's, and a
/// pointer has less than 1,024 bytes.
package func isLargeFilePointer(_ bytes: [UInt8]) -> Bool {
    bytes.count < 1024
        && ["https://git-lfs.github.com/spec/", "https://hawser.github.com/spec/"].contains { address in
            bytes.starts(with: Array("version \(address)".utf8))
        }
}
