import ReleaseModel

extension ManifestReading {
    /// Ends a reading: marks packages that are material of tests or templates (``markSamples(_:isListed:)``), and sorts by
    /// folder, name and place, since files are read in any order.
    mutating func finish(isListed: (FoundPackage) -> Bool = { _ in false }) {
        markSamples(&packages, isListed: isListed)
        packages.sort { ($0.path, $0.name) < ($1.path, $1.name) }
        diagnostics.sort { $0.place < $1.place }
    }
}
