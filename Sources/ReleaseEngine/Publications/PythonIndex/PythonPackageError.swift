import ReleaseModel

/// Why collected artifacts can't go to a Python index.
enum PythonPackageError: UserFacingError, Equatable {
    /// Nothing of it is a wheel or a source distribution.
    case noPackage(ComponentID, found: [String])
    case doubledPackage(String)
    case otherVersion(ComponentID, String, planned: Version)

    var code: String {
        switch self {
        case .noPackage: "artifacts.no-package"
        case .doubledPackage: "artifacts.doubled-package"
        case .otherVersion: "artifacts.other-version"
        }
    }

    var summary: String {
        switch self {
        case .noPackage(let component, _):
            "\(component) goes to a Python index, and none of its artifacts is a wheel or a source distribution."
        case .doubledPackage(let name): "Two artifacts would be called '\(name)' in the index."
        case .otherVersion(let component, let name, let version):
            "'\(name)' is not of \(component) \(version), which is released."
        }
    }

    var reasons: [String] {
        if case .noPackage(_, let found) = self {
            ["Found: " + (found.isEmpty ? "nothing" : found.joined(separator: ", "))]
        } else {
            []
        }
    }

    var suggestions: [String] {
        switch self {
        case .noPackage(let component, _):
            [
                "Name what the build makes: components: { \(yamlText(component.text)): { build: { run: […], artifacts: [dist/*.whl, dist/*.tar.gz] } } }",
                "Or remove the publication.",
            ]
        case .doubledPackage: ["Let artifacts under build in slipway.yaml name each file once."]
        case .otherVersion: ["Fix the build, or let it begin in an empty folder: clean under build in slipway.yaml"]
        }
    }
}
