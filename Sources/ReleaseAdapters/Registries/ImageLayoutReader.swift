import Foundation
import ReleaseModel
package import ReleasePorts

/// Reads OCI image layouts, in a folder or in a tar file, where they lie.
package struct ImageLayoutReader: ImageArchiveReader {
    private let threads: WorkerThreads
    private static let manifestLimit = 16 << 20
    private static let mostManifests = 10_000

    package init(threads: WorkerThreads = WorkerThreads()) { self.threads = threads }

    package func archive(
        at path: String, verifying: Bool
    ) async throws(ImageRegistryError) -> ImageArchive {
        try await threads.perform {
            Result { () throws(ImageRegistryError) in try ImageLayoutReader.read(path, verifying: verifying) }
        }.get()
    }

    private static func read(_ path: String, verifying: Bool) throws(ImageRegistryError) -> ImageArchive {
        func fault(_ reason: String) -> ImageRegistryError { .badArchive(path: path, reason: reason) }
        let files = try files(of: path)
        func content(_ name: String) throws(ImageRegistryError) -> [UInt8] {
            guard let part = files[name] else {
                throw fault("It has no \(name), so it is not an OCI image layout.")
            }
            guard part.size <= manifestLimit, let bytes = fileBytes(of: part.path, from: part.offset, count: part.size)
            else {
                throw fault("Its \(name) can't be read.")
            }
            return bytes
        }
        guard JSON(parsing: try content("oci-layout"))?["imageLayoutVersion"]?.text?.hasPrefix("1.") == true else {
            throw fault("Its oci-layout does not say version 1.")
        }
        guard let index = JSON(parsing: try content("index.json"))?["manifests"]?.items else {
            throw fault("Its index.json is not an image index.")
        }
        let roots = index.compactMap(ImageDescriptor.init)
        guard roots.count == index.count, !roots.isEmpty else { throw fault("Its index.json names no image.") }
        var archive = ImageArchive(path: path, roots: roots, manifests: [:], configurations: [:], parts: [:])
        for (name, part) in files where name.hasPrefix("blobs/") {
            let parts = name.split(separator: "/")
            guard parts.count == 3, let digest = ContentDigest("\(parts[1]):\(parts[2])") else { continue }
            archive.parts[digest] = part
        }
        try readManifests(of: &archive)
        if verifying { try verify(archive) }
        return archive
    }

    private static func files(of path: String) throws(ImageRegistryError) -> [String: ImageArchive.Part] {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .file(path: path, reason: "\(SystemError(number: errno))") }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            do throws(TarContents.Fault) { return try TarContents(path).files } catch {
                throw .badArchive(path: path, reason: error.reason)
            }
        }
        var files: [String: ImageArchive.Part] = [:]
        let folders = ["", "blobs/sha256/", "blobs/sha512/"]
        for folder in folders {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? [] {
                let file = "\(path)/\(folder)\(name)"
                // A link would lead to what no build may read.
                guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
                files[folder + name] = .init(path: file, offset: 0, size: Int(status.st_size))
            }
        }
        return files
    }

    /// Reads what the roots name, down to the images, and checks that all of their contents are there.
    private static func readManifests(of archive: inout ImageArchive) throws(ImageRegistryError) {
        let path = archive.path
        func fault(_ reason: String) -> ImageRegistryError { .badArchive(path: path, reason: reason) }
        var open = archive.roots
        while let descriptor = open.popLast() {
            let digest = descriptor.digest
            guard archive.manifests[digest] == nil else { continue }
            guard archive.manifests.count < mostManifests else { throw fault("It has more than 10000 images.") }
            guard let part = archive.parts[digest], part.size <= manifestLimit,
                let bytes = fileBytes(of: part.path, from: part.offset, count: part.size)
            else { throw fault("It lacks the manifest \(digest), which it names.") }
            let found = ContentDigest.of(bytes, digest.algorithm)
            guard found == digest else { throw .wrongDigest("\(digest)", place: path, found: "\(found)") }
            guard let manifest = ImageManifest(bytes, digest: digest, mediaType: descriptor.mediaType) else {
                throw fault("\(digest) is not a manifest of a type that Slipway knows.")
            }
            archive.manifests[digest] = manifest
            open += manifest.children
            for blob in manifest.blobs {
                guard let part = archive.parts[blob.digest] else {
                    throw fault("It lacks \(blob.digest), which it names.")
                }
                guard part.size == blob.size else {
                    throw .wrongDigest("\(blob.digest)", place: path, found: "\(part.size) bytes, not \(blob.size)")
                }
            }
            if let config = manifest.config, isImageConfiguration(config.mediaType),
                let part = archive.parts[config.digest], part.size <= manifestLimit,
                let bytes = fileBytes(of: part.path, from: part.offset, count: part.size)
            {
                archive.configurations[digest] = ImageConfiguration(bytes)
            }
        }
    }

    private static func verify(_ archive: ImageArchive) throws(ImageRegistryError) {
        for digest in Set(archive.manifests.values.flatMap(\.blobs).map(\.digest)).sorted() {
            guard let part = archive.parts[digest] else { continue }
            let found = ContentDigest.ofFile(
                part.path, from: part.offset, count: part.size, digest.algorithm)
            guard found == digest else {
                throw .wrongDigest(
                    "\(digest)", place: archive.path, found: found.map { "\($0)" } ?? "a file that can't be read")
            }
        }
    }
}
