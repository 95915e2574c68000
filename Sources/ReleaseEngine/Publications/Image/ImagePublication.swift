import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// Publishes a component's images to a registry: first by digest, then under the tag of the version, which never moves,
/// and last under the tags that are declared as rolling.
struct ImagePublication: Publication {
    private static let fields = ["component", "version", "tag", "commit", "stamp", "calver"]

    let shape = PublicationShape(
        "image",
        "An `image` pushes the images that the build made, as OCI archives or as digests of what it pushed already, and "
            + "tags them; several become one index of all platforms.",
        [
            .init(
                "image", .template(["component"]), isRequired: true,
                "Of an `image`: the repository with its registry, such as `ghcr.io/acme/{component}`."),
            .init(
                "tag-name", field: "tag", .template(fields), usual: "{version}",
                "Of an `image`: the tag of the version, which is never moved. `{commit}` is the commit's first seven digits, "
                    + "`{stamp}` the minute of the plan in UTC, and `{calver}` all of them: "
                    + "`2025.10.25.1430-build.3-v0.1.0-abc1234`. Default: `{version}`."),
            .init(
                "platform-tag", field: "platformTag", .template(fields + ["architecture"]),
                "Of an `image`: a tag for the image of each platform, such as `{version}-{architecture}`. Default: none."
            ),
            .init(
                "platforms", .list,
                "Of an `image`: the platforms that a release has to have, such as `[linux/amd64, linux/arm64]`; one that "
                    + "is missing stops the release. Several archives need it."),
            .init(
                "rolling-tags", field: "rolling", .list,
                "Of an `image`: tags that each release takes over, such as `[latest]`. An older line never moves them, "
                    + "and a prerelease never moves `latest`. Default: none."),
            .init(
                "from", .text, usual: "*.oci.tar",
                "Of an `image`: the artifacts that hold it, by their name with `*`: OCI archives, or texts with the digest "
                    + "of what the build pushed. Default: `*.oci.tar`."),
            .init(
                "username-from", field: "username", .secret,
                "Of an `image`: the environment variable that holds the name to log in with. Default: the login of docker "
                    + "or podman on this machine."),
            .init(
                "password-from", field: "password", .secret,
                "Of an `image`: the environment variable that holds the password or token."),
        ])

    func name(of target: PublicationTarget) -> String { target["image"] ?? "" }

    // MARK: Planning

    func planned(_ target: PublicationTarget, of release: PublishedRelease) -> PublicationTarget {
        let version = release.version
        let fields = [
            "component": release.component.text, "version": version.text, "tag": release.tag.text,
            "stamp": release.stamp.description,
        ]
        var target = target
        let usesCalendar = [target["tag"], target["platformTag"]].contains { $0?.contains("{calver}") == true }
        for key in ["image", "tag", "platformTag"] { target.fields[key] = target[key].map { filled($0, fields) } }
        if usesCalendar {
            // One stamp for the release, whenever and wherever its steps run.
            target.fields["stamp"] = release.stamp.description
            target.fields["build"] = String(buildNumber(of: version))
            target.fields["core"] = "\(version.major).\(version.minor).\(version.patch)"
        }
        target.fields["version"] = version.text
        let rolling = words(target["rolling"]).filter { release.isHighest && !(version.isPrerelease && $0 == "latest") }
        target.fields["rolling"] = rolling.isEmpty ? nil : rolling.joined(separator: " ")
        return target
    }

    func check(
        _ settings: ComponentConfiguration, of component: ComponentID, to target: PublicationTarget
    ) throws(PlanError) {
        guard settings.build?.artifacts.isEmpty != false else { return }
        throw .nothingToPublish(component, index: name(of: target), artifacts: "image.oci.tar")
    }

    func check(
        _ targets: [(component: ComponentID, target: PublicationTarget)], of repository: RepositoryID
    ) throws(PlanError) -> [String] {
        var taken: [String: ComponentID] = [:]
        for (component, target) in targets {
            func refusal(_ why: String, _ instead: String) -> PlanError {
                .exclusiveTargets(shape.kind, repository, [component], why: why, instead: instead)
            }
            let image = filled(name(of: target), ["component": component.text])
            guard ImageRepository(image) != nil else {
                throw refusal(
                    "'\(image)' is not a repository with its registry, in lower case",
                    "Write in slipway.yaml: image: ghcr.io/acme/\(component.text.lowercased())")
            }
            for tag in words(target["rolling"]) where ImageTag(tag) == nil || SpelledVersion(tag) != nil {
                throw refusal(
                    ImageTag(tag) == nil
                        ? "the rolling tag '\(tag)' is not a valid tag"
                        : "the rolling tag \(tag) says a version, and versions are never moved",
                    "Choose a name in slipway.yaml: rolling-tags: [latest]")
            }
            for platform in words(target["platforms"]) where ImagePlatform(platform) == nil {
                throw refusal(
                    "'\(platform)' is not a platform", "Write in slipway.yaml: platforms: [linux/amd64, linux/arm64]")
            }
            if target["platformTag"].map({ !$0.contains("{architecture}") }) == true {
                throw refusal(
                    "platform-tag holds no {architecture}, so all platforms would have one tag",
                    "Write in slipway.yaml: platform-tag: \"{version}-{architecture}\"")
            }
            if let other = taken.updateValue(component, forKey: "\(image):\(target["tag"] ?? "")"), other != component {
                throw .exclusiveTargets(
                    shape.kind, repository, [other, component],
                    why: "both would have the tags of \(image)",
                    instead: "Give each a repository of its own in slipway.yaml: image: ghcr.io/acme/{component}")
            }
        }
        return []
    }

    // MARK: Before anything is public

    func checkReady(
        _ target: PublicationTarget, of repository: RepositoryID?, _ outside: PublicationAccess
    ) async throws {
        guard let image = ImageRepository(name(of: target)) else {
            throw ImagePublicationError.badImage(name(of: target))
        }
        try await outside.images(target).checkAccess(to: image, writing: true)
    }

    func conflict(
        with artifacts: [Artifact], of component: ComponentID, at target: PublicationTarget, _ context: StepContext
    ) async throws -> (any UserFacingError)? {
        let place = try ImagePlace(target, of: component, context)
        let release = try await place.release(of: artifacts, verifying: true, context)
        for (tag, manifest) in try place.tags(of: release) {
            if case .different(let conflict) = try await place.presence(of: manifest, under: tag) {
                return conflict as? any UserFacingError
            }
        }
        return nil
    }

    // MARK: Publishing

    /// What tags name is complete before any tag names it, and what moves comes last.
    func publish(
        _ artifacts: [Artifact], of component: ComponentID, to target: PublicationTarget, _ context: StepContext
    ) async throws -> StepOutcome {
        let place = try ImagePlace(target, of: component, context)
        let release = try await place.release(of: artifacts, verifying: false, context)
        let (registry, repository) = (place.registry, place.repository)
        var isAllThere = true
        for source in release.sources {
            let wasThere = try await context.effect("\(source.root.digest) in \(repository)").ensured {
                try await place.isThere(source) ? .same : .absent
            } act: {
                switch source.origin {
                case .archive(let archive): try await registry.push(source.root.digest, from: archive, to: repository)
                case .pushed(let origin):
                    try await registry.copy(origin[source.root.digest], to: repository, withReferrers: true)
                }
            }
            isAllThere = isAllThere && wasThere
        }
        if release.isMade {
            let wasThere = try await context.effect("\(release.root.digest) in \(repository)").ensured {
                try await registry.descriptor(of: repository[release.root.digest]) == nil ? .absent : .same
            } act: {
                try await registry.put(release.root, in: repository, tag: nil, moving: false)
            }
            isAllThere = isAllThere && wasThere
        }
        for (tag, manifest) in try place.tags(of: release) {
            let wasThere = try await context.effect("\(repository[tag])").ensured {
                try await place.presence(of: manifest, under: tag)
            } act: {
                try await registry.put(manifest, in: repository, tag: tag, moving: false)
            }
            isAllThere = isAllThere && wasThere
        }
        for tag in place.rollingTags {
            let wasThere = try await context.effect("\(repository[tag])").ensured {
                try await registry.descriptor(of: repository[tag])?.digest == release.root.digest ? .same : .absent
            } act: {
                try await registry.put(release.root, in: repository, tag: tag, moving: true)
            }
            isAllThere = isAllThere && wasThere
        }
        let platforms = release.images.compactMap { $0.platform?.description }.joined(separator: ", ")
        return StepOutcome(
            note: "\(repository)@\(release.root.digest)" + (platforms.isEmpty ? "" : ", \(platforms)"),
            wasAlreadyThere: isAllThere)
    }
}

/// The number of a candidate, which its calendar tag has as that of the build; 0 for a version without one.
private func buildNumber(of version: Version) -> Int {
    if case .number(let number) = version.prerelease.last { number } else { 0 }
}

/// The texts of a list in a target's field.
func words(_ field: String?) -> [String] { (field ?? "").split(separator: " ").map(String.init) }
