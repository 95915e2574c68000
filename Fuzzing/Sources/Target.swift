import ReleaseManifests
import ReleaseModel

/// One thing that is fuzzed: what is done with an input, and what must hold.
struct Target {
    let name: String
    /// Ends the process where a law is broken.
    let check: @Sendable ([UInt8]) -> Void
    /// What the input means, as one JSON value; nil where it is refused, or for a target without a foreign reader.
    var dump: (@Sendable ([UInt8]) -> String?)?
}

/// In the order in which `Scripts/fuzz` runs them.
let allTargets: [Target] =
    [
        Target(name: "toml", check: checkTOML, dump: dumpTOML),
        Target(name: "yaml", check: checkYAML, dump: dumpYAML),
        Target(name: "json", check: checkJSON, dump: dumpJSON),
        Target(name: "xml", check: checkXML, dump: dumpXML),
        Target(name: "versions", check: checkVersions),
        Target(name: "requirements", check: checkRequirements),
        Target(name: "extra-files", check: checkExtraFile),
        Target(name: "version-lines", check: checkVersionLines),
        Target(name: "changelog", check: checkChangelog),
        Target(name: "release-please-manifest", check: checkReleasePleaseManifest),
        Target(name: "release-types", check: checkReleaseTypes),
    ]
    + allEcosystems.filter { !$0.readsNothing }.map { one in
        Target(name: one.name.text) { bytes in checkEcosystem(one, bytes) }
    }

extension Ecosystem {
    /// Whether its files are named by others, so that it has a target of its own.
    fileprivate var readsNothing: Bool {
        [.extraFile, .versionLine, .changelog].contains(name)
    }
}
