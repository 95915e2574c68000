import ReleaseModel

extension Call {
    func render(_ release: Release) async -> JSON {
        let place = place("/releases/\(release.id)")
        // A draft has no tag; its page has a name of its own.
        let tag = release.isDraft ? "untagged-\(release.id)" : release.tag
        var assets: [JSON] = []
        for asset in release.assets { assets.append(await render(asset, of: release)) }
        var json: [String: JSON] = [
            "url": .string(place), "html_url": .string(page("/releases/tag/\(percentEncoded(tag))")),
            "assets_url": "\(place)/assets",
            "upload_url": "\(uploadPlace)/releases/\(release.id)/assets{?name,label}",
            "tarball_url": release.isDraft ? nil : .string(self.place("/tarball/\(release.tag)")),
            "zipball_url": release.isDraft ? nil : .string(self.place("/zipball/\(release.tag)")),
            "id": .number(release.id), "node_id": .string(nodeID("Release", release.id)),
            "tag_name": .string(release.tag), "target_commitish": .string(release.target), "name": JSON(release.name),
            "body": JSON(release.body), "draft": .bool(release.isDraft), "prerelease": .bool(release.isPrerelease),
            "immutable": .bool(release.isImmutable), "created_at": JSON(release.createdAt),
            "updated_at": JSON(release.updatedAt), "published_at": JSON(release.publishedAt),
            "author": await account(release.author), "assets": .array(assets),
        ]
        if release.discussionCategory != nil, !release.isDraft {
            json["discussion_url"] = .string(page("/discussions/\(release.id)"))
        }
        return .object(json)
    }

    /// Uploads go to another origin, in the shape in which the API was asked.
    private var uploadPlace: String {
        let prefix = places.api.hasSuffix("/api/v3") ? "/api/uploads" : ""
        return "\(places.uploads)\(prefix)/repos/\(repository.fullName)"
    }

    func render(_ asset: Asset, of release: Release) async -> JSON {
        let tag = release.isDraft ? "untagged-\(release.id)" : release.tag
        return [
            "url": .string(place("/releases/assets/\(asset.id)")),
            "browser_download_url": .string(
                page("/releases/download/\(percentEncoded(tag))/\(percentEncoded(asset.name))")),
            "id": .number(asset.id), "node_id": .string(nodeID("ReleaseAsset", asset.id)), "name": .string(asset.name),
            "label": JSON(asset.label), "state": .string(asset.state.rawValue),
            "content_type": .string(asset.contentType), "size": .number(asset.size), "digest": JSON(asset.digest),
            "download_count": .number(asset.downloads), "created_at": JSON(asset.createdAt),
            "updated_at": JSON(asset.updatedAt), "uploader": await account(asset.uploader),
        ]
    }
}
