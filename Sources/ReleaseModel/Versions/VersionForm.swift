/// What an ecosystem's own tool demands of a package's version.
package enum VersionForm: Sendable {
    /// [SemVer 2.0.0](https://semver.org): three numbers, perhaps with a prerelease.
    case semantic
    /// [PEP 440](https://peps.python.org/pep-0440/).
    case python

    package func accepts(_ version: Version) -> Bool {
        switch self {
        case .semantic: Version(semantic: version.text) != nil
        case .python: Version(python: version.text) != nil
        }
    }

    /// The same version in this form; nil if it can't be written so.
    package func spelling(of version: Version) -> Version? {
        if accepts(version) { return version }
        switch self {
        case .semantic:
            guard version.release.count == 3, version.epoch == 0, version.post == nil else { return nil }
            let numbers = version.release.map(String.init).joined(separator: ".")
            return label(of: version.prerelease).flatMap { Version(semantic: numbers + $0) }
        case .python: return nil
        }
    }

    /// A prerelease as Python counts it, in SemVer's spelling with its hyphen; nil if there is none.
    private func label(of prerelease: [Version.Identifier]) -> String? {
        let names = ["a": "alpha", "b": "beta", "rc": "rc"]
        switch prerelease.count {
        case 0: return ""
        // Python's order puts a marker before the number of a development version, and one behind that of others.
        case 2:
            guard prerelease[0] == .number(-1), case .number(let number) = prerelease[1] else { return nil }
            return "-dev.\(number)"
        case 3:
            guard case .text(let text) = prerelease[0], case .number(let number) = prerelease[1],
                prerelease[2] == .number(0), let name = names[text]
            else { return nil }
            return "-\(name).\(number)"
        default: return nil
        }
    }

    /// As in "takes only …".
    package var name: String {
        switch self {
        case .semantic: "SemVer versions: MAJOR.MINOR.PATCH, perhaps with -LABEL.NUMBER"
        case .python: "PEP 440 versions: 1.4.0, 2.0.0rc1"
        }
    }
}
