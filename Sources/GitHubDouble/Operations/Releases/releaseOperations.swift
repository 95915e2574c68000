import Foundation
import ReleaseModel

let releaseOperations = [
    Operation("GET", "/repos/{owner}/{repo}/releases", "repos/list-releases", needs: .may(.read, .contents)) { call in
        // By the date of their commits, the same for all that share one; drafts only for whoever may push.
        let visible = call.repository.releases.filter { !$0.isDraft || call.mayPush }
        let sorted = visible.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
        return await call.list(sorted) { await call.render($0) }
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/releases/latest", "repos/get-latest-release", needs: .may(.read, .contents)
    ) { call in
        guard let latest = call.repository.latestRelease else { throw Refusal.notFound }
        return .ok(await call.render(latest))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/releases/tags/{tag+}", "repos/get-release-by-tag", needs: .may(.read, .contents)
    ) { call in
        let tag = call.text("tag")
        guard let release = call.repository.releases.first(where: { $0.tag == tag && !$0.isDraft }) else {
            throw Refusal.notFound
        }
        return .ok(await call.render(release))
    },
    Operation("GET", "/repos/{owner}/{repo}/releases/{release_id}", "repos/get-release", needs: .may(.read, .contents))
    {
        call in .ok(await call.render(try call.release()))
    },
    Operation("POST", "/repos/{owner}/{repo}/releases", "repos/create-release", needs: .may(.write, .contents)) {
        call in
        try await call.createRelease()
    },
    Operation(
        "PATCH", "/repos/{owner}/{repo}/releases/{release_id}", "repos/update-release", needs: .may(.write, .contents)
    ) { call in try await call.updateRelease() },
    Operation(
        "DELETE", "/repos/{owner}/{repo}/releases/{release_id}", "repos/delete-release", needs: .may(.write, .contents)
    ) { call in
        let release = try call.release()
        try await call.update { repository in
            repository.releases.removeAll { $0.id == release.id }
            if release.isImmutable { repository.burnedTags.insert(release.tag) }
        }
        return .noContent
    },
    Operation(
        "POST", "/repos/{owner}/{repo}/releases/generate-notes", "repos/generate-release-notes",
        needs: .may(.write, .contents)
    ) { call in try await call.generateNotes() },
]

extension Repository {
    /// The one that was chosen, else the newest by its commit's date that is neither draft nor prerelease.
    var latestRelease: Release? {
        let candidates = releases.filter { !$0.isDraft && !$0.isPrerelease }
        if let chosen = candidates.filter({ $0.makesLatest == true }).max(by: {
            ($0.publishedAt ?? .distantPast, $0.id) < ($1.publishedAt ?? .distantPast, $1.id)
        }) {
            return chosen
        }
        return candidates.filter { $0.makesLatest != false }.max { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }
}

extension Call {
    var mayPush: Bool { identity.may(.write, .contents, in: repository) }

    func release(_ repository: Repository? = nil) throws -> Release {
        guard let release = (repository ?? self.repository).release(try number("release_id")) else {
            throw Refusal.notFound
        }
        guard !release.isDraft || mayPush else { throw Refusal.notFound }
        return release
    }

    fileprivate func createRelease() async throws -> Answer {
        let tag = try required("tag_name", of: "Release")
        let current = try await current()
        let isDraft = json["draft"]?.flag ?? false
        // A draft at first: only publishing makes the tag, by the rules for tags.
        var release = Release(
            id: await forge.makeID(), tag: tag,
            target: json["target_commitish"]?.text ?? current.settings.defaultBranch, name: json["name"]?.text,
            body: json["body"]?.text, isDraft: true, isPrerelease: json["prerelease"]?.flag ?? false,
            author: identity.login, createdAt: now, updatedAt: now,
            discussionCategory: json["discussion_category_name"]?.text)
        try check(release)
        if !isDraft, current.releases.contains(where: { $0.tag == tag && !$0.isDraft }) {
            throw Refusal.invalid("Release", field: "tag_name", code: "already_exists")
        }
        release.createdAt = try await commitDate(of: release) ?? now
        // A draft loses a tag that existed before it if the request that publishes it does not name the tag.
        release.foundTag = try await git.ref("refs/tags/\(tag)", in: repository.id) != nil
        if json["generate_release_notes"]?.flag == true {
            let notes = try await notes(tag: tag, target: release.target, previous: nil)
            release.name = release.name ?? notes.name
            release.body = [release.body, notes.body].compactMap { $0 }.joined(separator: "\n\n")
        }
        release.makesLatest = chosenLatest(json["make_latest"])
        if !isDraft { release = try await publish(release) }
        let made = release
        try await update { repository in
            // An immutable release's tag is never made again, even after both are deleted.
            if repository.settings.releasesAreImmutable, !made.isDraft { repository.burnedTags.insert(made.tag) }
            repository.releases.append(made)
        }
        if !isDraft {
            try await double.startWorkflows(
                forRelease: made, action: "published", in: repository.id, by: identity, at: now)
        }
        return .created(await render(made))
    }

    fileprivate func updateRelease() async throws -> Answer {
        let current = try await current()
        var release = try release(current)
        let wasDraft = release.isDraft
        if release.isImmutable {
            let touched = ["tag_name", "target_commitish", "draft"].filter { key in
                guard let value = json[key] else { return false }
                return value
                    != ["tag_name": .string(release.tag), "target_commitish": .string(release.target), "draft": false][
                        key]
            }
            guard touched.isEmpty else {
                throw Refusal.invalid(
                    "Release", field: touched[0], code: "custom",
                    message: "\(touched[0]) cannot be changed on an immutable release")
            }
        }
        let namesTag = json["tag_name"] != nil
        if let tag = json["tag_name"]?.text { release.tag = tag }
        if let target = json["target_commitish"]?.text { release.target = target }
        if let name = json["name"] { release.name = name.text }
        if let body = json["body"] { release.body = body.text }
        if let flag = json["prerelease"]?.flag { release.isPrerelease = flag }
        if let category = json["discussion_category_name"]?.text { release.discussionCategory = category }
        if let latest = json["make_latest"] { release.makesLatest = chosenLatest(latest) }
        release.updatedAt = now
        try check(release)
        let publishes = wasDraft && json["draft"]?.flag == false
        if publishes {
            if current.releases.contains(where: { $0.tag == release.tag && !$0.isDraft && $0.id != release.id }) {
                throw Refusal.invalid("Release", field: "tag_name", code: "already_exists")
            }
            // A tag that was there before the draft is kept only if the request names it.
            if !namesTag, release.foundTag, release.publishedAt == nil { release.tag = "untagged-\(release.id)" }
            release = try await publish(release)
        } else if json["draft"]?.flag == true {
            release.isDraft = true
        }
        let changed = release
        try await update { repository in
            repository.updateRelease(changed.id) { $0 = changed }
            if changed.isImmutable { repository.burnedTags.insert(changed.tag) }
        }
        if publishes {
            try await double.startWorkflows(
                forRelease: changed, action: "published", in: repository.id, by: identity, at: now)
        }
        return .ok(await render(changed))
    }

    /// Makes the tag where it is missing, by the rules, and the release public.
    private func publish(_ release: Release) async throws -> Release {
        var release = release
        let ref = "refs/tags/\(release.tag)"
        guard git.isValidRefName(ref) else {
            throw Refusal.invalid("Release", field: "tag_name", code: "custom", message: "tag_name is not a valid tag")
        }
        if try await git.ref(ref, in: repository.id) == nil {
            guard let commit = try await target(of: release) else {
                throw Refusal.invalid("Release", field: "target_commitish")
            }
            try await makeTag(ref, at: commit)
        } else if try await current().burnedTags.contains(release.tag), release.publishedAt == nil {
            throw burned
        }
        release.createdAt = try await commitDate(of: release) ?? release.createdAt
        release.isDraft = false
        release.publishedAt = release.publishedAt ?? now
        release.isImmutable = try await current().settings.releasesAreImmutable
        return release
    }

    private func makeTag(_ ref: String, at commit: String) async throws {
        do {
            try await apply(RefChange(ref: ref, new: commit, origin: .release))
        } catch let refusal as Refusal where refusal.status == 403 {
            // A missing right on workflow files looks like a missing page here.
            throw Refusal.notFound
        } catch let refusal as Refusal where refusal.status == 422 {
            throw Refusal(
                422, "Validation Failed",
                errors: [
                    [
                        "resource": "Release", "code": "custom", "field": "pre_receive",
                        "message": "pre_receive \(refusal.message)",
                    ],
                    [
                        "resource": "Release", "code": "custom",
                        "message": "Published releases must have a valid tag",
                    ],
                ])
        }
    }

    private var burned: Refusal {
        .invalid(
            "Release", field: "tag_name", code: "custom",
            message: "tag_name was used by an immutable release")
    }

    private func target(of release: Release) async throws -> String? {
        // A tag's name is not a valid target.
        if try await git.ref("refs/heads/\(release.target)", in: repository.id) == nil,
            try await git.ref("refs/tags/\(release.target)", in: repository.id) != nil
        {
            return nil
        }
        return try await git.commit(release.target, in: repository.id)
    }

    private func commitDate(of release: Release) async throws -> Date? {
        let tag = try await git.ref("refs/tags/\(release.tag)", in: repository.id)?.peeled
        let commit: String?
        if let tag { commit = tag } else { commit = try await target(of: release) }
        guard let commit else { throw Refusal.invalid("Release", field: "target_commitish") }
        return try await git.commitObject(commit, in: repository.id).committer.date
    }

    private func check(_ release: Release) throws {
        guard (release.body ?? "").unicodeScalars.count <= 125_000 else {
            throw Refusal.invalid(
                "Release", field: "body", code: "custom", message: "body is too long (maximum is 125000 characters)")
        }
        guard !release.tag.isEmpty else { throw Refusal.missing("Release", field: "tag_name") }
    }

    private func chosenLatest(_ value: JSON?) -> Bool? {
        switch value?.text {
        case "true": true
        case "false": false
        default: nil
        }
    }
}
