package import ReleaseModel

/// A secret of a test may stand in its source.
extension Secret: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}
