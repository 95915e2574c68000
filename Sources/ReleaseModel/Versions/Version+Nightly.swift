extension Version {
    /// The name of a nightly build, `nightly-20260131-0a1b2c3`, in the place of a version; nil for every other text.
    ///
    /// It comes before every version, and later days come after earlier ones.
    package init?(nightly text: String) {
        guard let match = text.wholeMatch(of: /nightly-([0-9]{8})-([0-9a-f]{7})/), let day = Int(match.1) else {
            return nil
        }
        self.init(
            text: text, release: [0, 0, 0], prerelease: [.number(-1), .number(day), .text(String(match.2))])
    }

    /// Reads what plans and stores keep: versions, and names of nightly builds.
    package init?(stored text: String) {
        guard let version = Version(lenient: text) ?? Version(nightly: text) else { return nil }
        self = version
    }
}
