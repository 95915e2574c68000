import Crypto
import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Releases and assets of the double of GitHub", .heavy)
struct ReleaseTests {
    private func immutable() -> RepositorySettings {
        var settings = RepositorySettings()
        settings.releasesAreImmutable = true
        return settings
    }

    private func upload(
        _ bench: Bench, _ release: Bench.Reply, _ name: String, _ text: String = "content"
    ) async throws -> Bench.Reply {
        let address = try requireValue(release["upload_url"]?.text).replacing("{?name,label}", with: "?name=\(name)")
        return try await bench.send("POST", address, bytes: Array(text.utf8))
    }

    private func draft(_ bench: Bench, _ tag: String = "v1.0.0") async throws -> Bench.Reply {
        try await bench.core("POST", "/releases", ["tag_name": .string(tag), "draft": true])
    }

    @Test("I3: a draft has no tag, is not found by it, and is hidden from whoever may not push")
    func hidesDrafts() async throws {
        try await Bench.run { bench in
            await bench.github.double.addToken("ghp_eve", of: "eve")
            let draft = try await draft(bench)
            #expect(draft.status == 201)
            #expect(draft["html_url"]?.text?.contains("/releases/tag/untagged-") == true)
            #expect(try await bench.core("GET", "/git/ref/tags/v1.0.0").status == 404)
            #expect(try await bench.core("GET", "/releases/tags/v1.0.0").status == 404)
            #expect(try await bench.core("GET", "/releases").items.count == 1)
            #expect(try await bench.core("GET", "/releases", token: "ghp_eve").items.isEmpty)
            let id = try requireValue(draft["id"]?.number)
            #expect(try await bench.core("GET", "/releases/\(id)", token: "ghp_eve").status == 404)
        }
    }

    @Test("I1: without an explicit commit the tag is made when publishing, at the head of the default branch")
    func tagsWhenPublishing() async throws {
        try await Bench.run { bench in
            let draft = try await draft(bench)
            try await bench.clone()
            let later = try await bench.commit("feat: later", ["later": "x"])
            _ = try await bench.git(["push", "--quiet", "origin", "main"], in: "clone")
            let id = try requireValue(draft["id"]?.number)
            _ = try await bench.core("PATCH", "/releases/\(id)", ["draft": false])
            #expect(try await bench.head("v1.0.0") == later)
        }
    }

    @Test("I2: a draft whose tag was there before it is published under another name, unless the request names the tag")
    func losesTags() async throws {
        try await Bench.run { bench in
            let head = try await bench.head()
            _ = try await bench.core("POST", "/git/refs", ["ref": "refs/tags/v1.0.0", "sha": .string(head)])
            let id = try requireValue(try await draft(bench)["id"]?.number)
            let lost = try await bench.core("PATCH", "/releases/\(id)", ["draft": false])
            #expect(lost["tag_name"]?.text?.hasPrefix("untagged-") == true)
            let other = try requireValue(try await draft(bench)["id"]?.number)
            let kept = try await bench.core("PATCH", "/releases/\(other)", ["draft": false, "tag_name": "v1.0.0"])
            #expect(kept["tag_name"] == "v1.0.0")
        }
    }

    @Test("D3: drafts of one tag can be many; a second published release is a 422 that says it exists")
    func allowsManyDrafts() async throws {
        try await Bench.run { bench in
            for _ in 0..<2 { #expect(try await draft(bench).status == 201) }
            #expect(try await bench.core("POST", "/releases", ["tag_name": "v1.0.0"]).status == 201)
            let again = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0"])
            #expect(again.status == 422 && again["errors"]?[0]?["code"] == "already_exists")
        }
    }

    @Test("D3: of many that publish one release at the same time, one succeeds")
    func makesOneAtATime() async throws {
        try await Bench.run { bench in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await bench.core("POST", "/releases", ["tag_name": "v1.0.0"]).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + [Int](repeating: 422, count: 7))
        }
    }

    @Test("D4: a release of an existing tag leaves it where it is, whatever target is sent")
    func keepsExistingTags() async throws {
        try await Bench.run { bench in
            let head = try await bench.head()
            _ = try await bench.core("POST", "/git/refs", ["ref": "refs/tags/v1.0.0", "sha": .string(head)])
            try await bench.branch("topic")
            let made = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0", "target_commitish": "topic"])
            #expect(made.status == 201)
            #expect(try await bench.head("v1.0.0") == head)
        }
    }

    @Test("I5: deleting the tag makes a published release a draft")
    func draftsWithoutTags() async throws {
        try await Bench.run { bench in
            let made = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0"])
            _ = try await bench.core("DELETE", "/git/refs/tags/v1.0.0")
            let id = try requireValue(made["id"]?.number)
            #expect(try await bench.core("GET", "/releases/\(id)")["draft"] == true)
        }
    }

    @Test("I7: releases are listed by the date of their commits, which those of one commit share")
    func ordersByCommits() async throws {
        try await Bench.run { bench in
            let first = try await bench.head()
            try await bench.clone()
            try await bench.commit("feat: later", ["later": "x"])
            _ = try await bench.git(["push", "--quiet", "origin", "main"], in: "clone")
            _ = try await bench.core("POST", "/releases", ["tag_name": "v2.0.0"])
            bench.clock.advance(by: 60)
            _ = try await bench.core("POST", "/releases", ["tag_name": "v1.0.1", "target_commitish": .string(first)])
            let listed = try await bench.core("GET", "/releases")
            #expect(listed.items.compactMap { $0["tag_name"]?.text } == ["v2.0.0", "v1.0.1"])
            _ = try await bench.core("POST", "/releases", ["tag_name": "v1.0.2", "target_commitish": .string(first)])
            let dates = try await bench.core("GET", "/releases").items.compactMap { $0["created_at"] }
            #expect(Set(dates).count == 2)
        }
    }

    @Test("I9: a release of an older line becomes latest where the request does not say otherwise")
    func choosesLatest() async throws {
        try await Bench.run { bench in
            _ = try await bench.core("POST", "/releases", ["tag_name": "v2.0.0"])
            _ = try await bench.core("POST", "/releases", ["tag_name": "v1.0.1"])
            #expect(try await bench.core("GET", "/releases/latest")["tag_name"] == "v1.0.1")
            _ = try await bench.core("POST", "/releases", ["tag_name": "v1.0.2", "make_latest": "false"])
            #expect(try await bench.core("GET", "/releases/latest")["tag_name"] == "v1.0.1")
            _ = try await bench.core("POST", "/releases", ["tag_name": "v3.0.0-rc.1", "prerelease": true])
            #expect(try await bench.core("GET", "/releases/latest")["tag_name"] == "v1.0.1")
        }
    }

    @Test("I10: a text above 125,000 characters is a 422")
    func boundsTexts() async throws {
        try await Bench.run { bench in
            let long = JSON.string(String(repeating: "ä", count: 125_001))
            let reply = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0", "body": long])
            #expect(reply.status == 422 && reply["errors"]?[0]?["field"] == "body")
            #expect(try await bench.core("GET", "/git/ref/tags/v1.0.0").status == 404)
        }
    }

    @Test("I11: generated notes begin at the last published release, whatever it is of, unless a tag is named")
    func generatesNotes() async throws {
        try await Bench.run { bench in
            _ = try await bench.core("POST", "/releases", ["tag_name": "core-v1"])
            _ = try await bench.pull("topic", title: "feat: one")
            _ = try await bench.core("PUT", "/pulls/1/merge", ["merge_method": "squash"])
            bench.clock.advance(by: 60)
            _ = try await bench.core("POST", "/releases", ["tag_name": "other-v9"])
            let lost = try await bench.core("POST", "/releases/generate-notes", ["tag_name": "core-v2"])
            #expect(lost["body"]?.text?.contains("feat: one") == false)
            let named = try await bench.core(
                "POST", "/releases/generate-notes", ["tag_name": "core-v2", "previous_tag_name": "core-v1"])
            #expect(named["body"]?.text?.contains("* feat: one by @ada") == true)
        }
    }

    @Test("I13: a tag's name as target is a 422, a commit is taken")
    func refusesTagTargets() async throws {
        try await Bench.run { bench in
            let head = try await bench.head()
            _ = try await bench.core("POST", "/git/refs", ["ref": "refs/tags/base", "sha": .string(head)])
            let reply = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0", "target_commitish": "base"])
            #expect(reply.status == 422 && reply["errors"]?[0]?["field"] == "target_commitish")
            let taken = try await bench.core(
                "POST", "/releases", ["tag_name": "v1.0.0", "target_commitish": .string(head)])
            #expect(taken.status == 201)
        }
    }

    @Test("G1: a rule on tags refuses a release with both of GitHub's messages")
    func obeysTagRules() async throws {
        var rules = Ruleset()
        rules.target = .tag
        rules.include = ["refs/tags/v*"]
        rules.rules = [.init("creation")]
        var settings = RepositorySettings()
        settings.rulesets = [rules]
        try await Bench.run(repository: settings) { bench in
            let reply = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0"])
            #expect(reply.status == 422 && reply["errors"]?[0]?["field"] == "pre_receive")
            #expect(reply.firstError?.contains("creations being restricted") == true)
            #expect(reply["errors"]?[1]?["message"] == "Published releases must have a valid tag")
            #expect(try await bench.core("POST", "/releases", ["tag_name": "x1"]).status == 201)
        }
    }

    @Test("F5: without the right on workflows a release of a commit that changes one is not found")
    func guardsWorkflows() async throws {
        try await Bench.run { bench in
            try await bench.clone()
            try await bench.commit("ci: add", [".github/workflows/ci.yml": "on: push\n"])
            _ = try await bench.git(["push", "--quiet", "origin", "main"], in: "clone")
            await bench.github.double.addWorkflowToken(
                "ghs_run", repository: bench.repository, permissions: [.contents: .write])
            let release = try await bench.core("POST", "/releases", ["tag_name": "v1"], token: "ghs_run")
            #expect(release.status == 404)
            let head = try await bench.head()
            let ref = try await bench.core(
                "POST", "/git/refs", ["ref": "refs/tags/v1", "sha": .string(head)], token: "ghs_run")
            #expect(ref.status == 403)
        }
    }

    @Test("G2: an immutable release takes no asset any more, and keeps tag and assets")
    func keepsImmutable() async throws {
        try await Bench.run(repository: immutable()) { bench in
            let draft = try await draft(bench)
            let asset = try await upload(bench, draft, "a.txt")
            #expect(asset.status == 201)
            let id = try requireValue(draft["id"]?.number)
            let published = try await bench.core("PATCH", "/releases/\(id)", ["draft": false, "tag_name": "v1.0.0"])
            #expect(published["immutable"] == true)
            #expect(try await upload(bench, draft, "b.txt").status == 422)
            #expect(try await bench.core("DELETE", "/releases/assets/\(asset["id"]?.number ?? 0)").status == 422)
            #expect(try await bench.core("DELETE", "/git/refs/tags/v1.0.0").status == 422)
            #expect(try await bench.core("PATCH", "/releases/\(id)", ["body": "better text"]).status == 200)
        }
    }

    @Test("G3: the tag's name of a deleted immutable release is burned, for releases, the API and git")
    func burnsNames() async throws {
        try await Bench.run(repository: immutable()) { bench in
            let made = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0"])
            #expect(try await bench.core("DELETE", "/releases/\(made["id"]?.number ?? 0)").status == 204)
            #expect(try await bench.core("DELETE", "/git/refs/tags/v1.0.0").status == 204)
            let again = try await bench.core("POST", "/releases", ["tag_name": "v1.0.0"])
            #expect(again.status == 422 && again.firstError?.contains("creations being restricted") == true)
            try await bench.clone()
            _ = try await bench.git(["tag", "v1.0.0"], in: "clone")
            let said = try await bench.git(["push", "origin", "v1.0.0"], in: "clone", fails: true)
            #expect(said.contains("Cannot create ref due to creations being restricted."))
        }
    }

    @Test("H5, H10: uploads are a 404 at the API's address, and work at their own in the shape that was asked for")
    func separatesOrigins() async throws {
        try await Bench.run { bench in
            let draft = try await draft(bench)
            let id = draft["id"]?.number ?? 0
            let wrong = try await bench.send(
                "POST", "/repos/acme/core/releases/\(id)/assets?name=a.txt", bytes: Array("x".utf8))
            #expect(wrong.status == 404)
            let right = try await upload(bench, draft, "a.txt")
            #expect(right.status == 201 && right["state"] == "uploaded" && right["size"] == 7)
            let enterprise = try await bench.get("/api/v3/repos/acme/core/releases/\(id)")
            #expect(enterprise["upload_url"]?.text?.contains("/api/uploads/repos/acme/core/") == true)
            #expect(try await upload(bench, enterprise, "b.txt").status == 201)
        }
    }

    @Test(
        "J1: the name of an asset is rewritten",
        arguments: [
            ("a%20b.txt", "a.b.txt"), ("core~1.deb", "core.1.deb"), ("x%2By.zip", "x.y.zip"),
            ("%28v1%29.tar.gz", "v1.tar.gz"),
            ("plain-1.0_x86.tar.gz", "plain-1.0_x86.tar.gz"),
        ])
    func rewritesNames(sent: String, stored: String) async throws {
        try await Bench.run { bench in
            let draft = try await draft(bench)
            #expect(try await upload(bench, draft, sent)["name"]?.text == stored)
            let again = try await upload(bench, draft, stored)
            #expect(again.status == 422 && again["errors"]?[0]?["code"] == "already_exists")
        }
    }

    @Test(
        "J2, J9: a broken upload leaves an empty asset, in a state that no description has, that takes the name, until it is deleted"
    )
    func leavesStarters() async throws {
        try await Bench.run { bench in
            let draft = try await draft(bench)
            let address = try requireValue(draft["upload_url"]?.text).replacing("{?name,label}", with: "?name=a.txt")
            try await bench.breakOff(address)
            let left = try await bench.core("GET", "/releases/\(draft["id"]?.number ?? 0)/assets")
            #expect(left.items.first?["state"] == "starter" && left.items.first?["size"] == 0)
            #expect(try await upload(bench, draft, "a.txt").status == 422)
            _ = try await bench.core("DELETE", "/releases/assets/\(left.items.first?["id"]?.number ?? 0)")
            #expect(try await upload(bench, draft, "a.txt").status == 201)
        }
    }

    @Test("J4: an asset has its digest, or null where the server keeps none", arguments: [true, false])
    func digests(isKept: Bool) async throws {
        var settings = RepositorySettings()
        settings.digestsAssets = isKept
        try await Bench.run(repository: settings) { bench in
            let asset = try await upload(bench, try await draft(bench), "a.txt", "content")
            let digest = "sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73"
            #expect(asset["digest"] == (isKept ? .string(digest) : .null))
        }
    }

    @Test("J5, J6: assets above the size and beyond the count are a 422")
    func boundsAssets() async throws {
        var settings = DoubleSettings()
        settings.mostAssets = 1
        settings.largestAsset = 10
        try await Bench.run(settings) { bench in
            let draft = try await draft(bench)
            #expect(try await upload(bench, draft, "large.txt", "more than ten bytes").status == 422)
            #expect(try await upload(bench, draft, "a.txt").status == 201)
            #expect(try await upload(bench, draft, "b.txt").status == 422)
        }
    }

    @Test("J8: an upload without a length is refused")
    func wantsLengths() async throws {
        try await Bench.run { bench in
            let draft = try await draft(bench)
            let address = try requireValue(draft["upload_url"]?.text).replacing("{?name,label}", with: "?name=a.txt")
            let reply = try await bench.sendChunked(address, "content")
            #expect(reply.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("H9: an asset is downloaded from a signed address that refuses a token and ends")
    func redirectsToStorage() async throws {
        try await Bench.run { bench in
            let asset = try await upload(bench, try await draft(bench), "a.txt")
            let octets = ["Accept": "application/octet-stream"]
            let path = "/repos/acme/core/releases/assets/\(asset["id"]?.number ?? 0)"
            let download = try await bench.get(path, fields: octets)
            #expect(download.response.text == "content")
            let signed = download.response.address
            #expect(signed.hasPrefix(bench.github.storage))
            #expect(try await bench.send("GET", signed, token: "any").status == 400)
            #expect(try await bench.send("GET", signed.replacing("sig=", with: "sig=0"), token: nil).status == 403)
            bench.clock.advance(by: 301)
            #expect(try await bench.send("GET", signed, token: nil).status == 403)
        }
    }

    @Test("An asset's new name may not be taken, and the renamed one keeps its content")
    func renamesAssets() async throws {
        try await Bench.run { bench in
            let draft = try await draft(bench)
            let first = try await upload(bench, draft, "a.txt")
            _ = try await upload(bench, draft, "b.txt")
            let path = "/releases/assets/\(first["id"]?.number ?? 0)"
            #expect(try await bench.core("PATCH", path, ["name": "b.txt"]).status == 422)
            let renamed = try await bench.core("PATCH", path, ["name": "c.txt", "label": "C"])
            #expect(renamed["name"] == "c.txt" && renamed["label"] == "C" && renamed["size"] == 7)
        }
    }

    @Test("A published asset is downloaded by its page's address without a token")
    func downloadsByPage() async throws {
        try await Bench.run { bench in
            let draft = try await draft(bench)
            _ = try await upload(bench, draft, "a.txt")
            let published = try await bench.core("PATCH", "/releases/\(draft["id"]?.number ?? 0)", ["draft": false])
            let address = try requireValue(published["assets"]?[0]?["browser_download_url"]?.text)
            #expect(try await bench.send("GET", address, token: nil).response.text == "content")
        }
    }
}
