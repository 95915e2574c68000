import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// A repository of a registry, for one release of a component.
struct ImagePlace {
    let registry: any ImageRegistry
    let repository: ImageRepository
    let component: ComponentID
    let target: PublicationTarget
    /// That builds were made of.
    let commit: CommitID

    init(_ target: PublicationTarget, of component: ComponentID, _ context: StepContext) throws {
        guard let repository = ImageRepository(target["image"] ?? "") else {
            throw ImagePublicationError.badImage(target["image"] ?? "")
        }
        registry = try context.environment.outside.images(target)
        self.repository = repository
        self.component = component
        self.target = target
        // A line belongs to no repository.
        guard let planned = context.index.component(component) else {
            preconditionFailure("a plan has the components that it publishes")
        }
        commit = try context.candidate(of: planned.repository)
    }

    /// What a tag names now, compared with what it is to name.
    func presence(of manifest: ImageManifest, under tag: ImageTag) async throws -> Presence {
        guard let found = try await registry.descriptor(of: repository[tag]) else { return .absent }
        guard found.digest != manifest.digest else { return .same }
        return .different(
            ImageRegistryError.tagTaken(repository[tag], expected: manifest.digest, found: found.digest))
    }

    /// Whether the registry has all of it: an index alone proves nothing of its images.
    func isThere(_ source: ReleaseImage.Source) async throws -> Bool {
        for manifest in source.manifests where try await registry.descriptor(of: repository[manifest.digest]) == nil {
            return false
        }
        return true
    }

    /// The tags that never move, those of the platforms first: the one of the version says that all is there.
    func tags(of release: ReleaseImage) throws -> [(tag: ImageTag, manifest: ImageManifest)] {
        var tags: [(tag: ImageTag, manifest: ImageManifest)] = []
        if let template = target["platformTag"] {
            for image in release.images {
                guard let platform = image.platform else { continue }
                let architecture = platform.architecture + (platform.variant ?? "")
                tags.append((try tag(template, architecture: architecture), image.manifest))
            }
        }
        return tags + [(try tag(target["tag"] ?? "", architecture: nil), release.root)]
    }

    var rollingTags: [ImageTag] { words(target["rolling"]).compactMap { ImageTag($0) } }

    private func tag(_ template: String, architecture: String?) throws -> ImageTag {
        let short = String(commit.text.prefix(7))
        var values = ["commit": short]
        if let architecture { values["architecture"] = architecture }
        if let stamp = target["stamp"].flatMap({ CalendarStamp($0) }), let build = target["build"].flatMap({ Int($0) }),
            let core = target["core"].flatMap({ Version(semantic: $0) }),
            let calendar = CalendarImageTag(stamp: stamp, build: build, version: core, commit: short)
        {
            values["calver"] = calendar.description
        }
        let text = filled(template, values)
        guard let tag = ImageTag(text) else { throw ImagePublicationError.badTag(text, component) }
        return tag
    }
}
