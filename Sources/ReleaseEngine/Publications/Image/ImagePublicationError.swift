import ReleaseModel

/// Why collected artifacts can't become a component's image.
enum ImagePublicationError: UserFacingError, Equatable {
    case badImage(String)
    case badTag(String, ComponentID)
    /// No artifact has a name of the pattern.
    case none(ComponentID, String, found: [String])
    case severalRoots(String, count: Int)
    case missingPlatforms(ComponentID, [ImagePlatform], found: [ImagePlatform])
    case otherPlatforms(ComponentID, [ImagePlatform], wanted: [ImagePlatform])
    case platformTwice(ComponentID, ImagePlatform)
    case undeclaredPlatforms(ComponentID, [ImagePlatform])
    case otherRevision(ComponentID, String, found: String, commit: CommitID)
    case noRevision(ComponentID, String, commit: CommitID)

    var code: String {
        switch self {
        case .badImage: "image.bad-repository"
        case .badTag: "image.bad-tag"
        case .none: "image.none"
        case .severalRoots: "image.several"
        case .missingPlatforms: "image.missing-platform"
        case .otherPlatforms: "image.other-platform"
        case .platformTwice: "image.platform-twice"
        case .undeclaredPlatforms: "image.undeclared-platforms"
        case .otherRevision: "image.other-commit"
        case .noRevision: "image.unknown-commit"
        }
    }

    var summary: String {
        switch self {
        case .badImage(let image): "'\(image)' is not a repository of images with its registry."
        case .badTag(let tag, let component):
            "The image of \(component) would get the tag '\(tag)', which is not valid."
        case .none(let component, let pattern, _): "None of the artifacts of \(component) is called '\(pattern)'."
        case .severalRoots(let name, let count): "\(name) holds \(count) images where one is published."
        case .missingPlatforms(let component, let platforms, _):
            "The image of \(component) lacks \(list(platforms))."
        case .otherPlatforms(let component, let platforms, _):
            platforms.isEmpty
                ? "An image of \(component) does not say its platform."
                : "The image of \(component) has \(list(platforms)), which slipway.yaml does not name."
        case .platformTwice(let component, let platform): "\(component) has two images for \(platform)."
        case .undeclaredPlatforms(let component, let platforms):
            "\(component) has several images (\(list(platforms))), and slipway.yaml does not say which there have to be."
        case .otherRevision(let component, let name, _, _):
            "The image of \(component) for \(name) was made of another commit than the one that is released."
        case .noRevision(let component, let name, _):
            "The image of \(component) for \(name) does not say which commit it was made of."
        }
    }

    var reasons: [String] {
        switch self {
        case .none(_, _, let found): ["Found: " + (found.isEmpty ? "nothing" : found.joined(separator: ", "))]
        case .missingPlatforms(_, _, let found): ["Found: " + (found.isEmpty ? "nothing" : list(found))]
        case .otherPlatforms(_, _, let wanted): ["Named: \(list(wanted))"]
        case .otherRevision(_, _, let found, let commit): ["released: \(commit)", "image: \(found)"]
        case .noRevision: ["Images of several builds are one release only if they come from one commit."]
        case .badImage, .badTag, .severalRoots, .platformTwice, .undeclaredPlatforms: []
        }
    }

    var suggestions: [String] {
        switch self {
        case .badImage: ["Write in slipway.yaml: image: ghcr.io/acme/NAME"]
        case .badTag: ["A tag has letters, digits, dots, dashes and underscores: fix tag-name in slipway.yaml."]
        case .none(let component, _, _):
            [
                "Let the build write an OCI archive and name it: components: { \(yamlText(component.text)): { build: { run: […], artifacts: [image.oci.tar] } } }",
                "Or name the artifacts that hold it: from",
            ]
        case .severalRoots: ["Let the build write one image, or one index of all platforms, into the archive."]
        case .missingPlatforms: ["Build it too, or remove it from platforms in slipway.yaml."]
        case .otherPlatforms(_, let platforms, let wanted):
            ["Write in slipway.yaml: platforms: [\(list((wanted + platforms).sorted()))]"]
        case .platformTwice: ["Let the build make only one of them, or narrow from in slipway.yaml."]
        case .undeclaredPlatforms(_, let platforms):
            ["Write in slipway.yaml: platforms: [\(list(platforms))]"]
        case .otherRevision: ["Build all of them from the commit that is released: clean under build in slipway.yaml"]
        case .noRevision(_, _, let commit):
            [
                "Let each build set the label: --label org.opencontainers.image.revision=\(commit) (in a script: $(git rev-parse HEAD))"
            ]
        }
    }
}

private func list(_ platforms: [ImagePlatform]) -> String { platforms.map(\.description).joined(separator: ", ") }
