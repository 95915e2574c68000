import ReleaseModel

extension FoundRequirement {
    /// The requirement, and the same as one of a package that another ecosystem publishes under the same names: a module
    /// `group:name` may come from a Maven project or from a Gradle build.
    func alsoPublished(by other: EcosystemName) -> [FoundRequirement] {
        var same = self
        same.upstreamEcosystem = other
        return [self, same]
    }
}
