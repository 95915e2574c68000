import Foundation
import GitHubDouble
import ReleaseAdapters
import ReleaseModel
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Repositories, refs and commits of the double of GitHub", .heavy)
struct RepositoryTests {
    @Test("Both shapes of the API answer, and addresses in answers have the shape that was asked")
    func hasBothShapes() async throws {
        try await Bench.run { bench in
            let plain = try await bench.get("/repos/acme/core")
            #expect(plain["url"]?.text == bench.github.api + "/repos/acme/core")
            let enterprise = try await bench.get("/api/v3/repos/acme/core")
            #expect(enterprise["url"]?.text == bench.github.enterpriseAPI + "/repos/acme/core")
            #expect(plain["id"] == enterprise["id"])
        }
    }

    @Test("Fields that the newer version lacks are there in the older one alone", arguments: APIVersion.allCases)
    func hasBothVersions(version: APIVersion) async throws {
        try await Bench.run { bench in
            let fields = ["X-GitHub-Api-Version": version.rawValue]
            let repository = try await bench.get("/repos/acme/core", fields: fields)
            #expect((repository["has_downloads"] != nil) == (version == .of2022))
            #expect(repository.response["x-github-api-version-selected"] == version.rawValue)
            _ = try await bench.pull("topic")
            let pull = try await bench.get("/repos/acme/core/pulls/1", fields: fields)
            #expect((pull["merge_commit_sha"] != nil) == (version == .of2022))
            #expect((pull["assignee"] != nil) == (version == .of2022))
            let limits = try await bench.get("/rate_limit", fields: fields)
            #expect((limits["rate"] != nil) == (version == .of2022))
        }
    }

    @Test("An unknown version and a missing user agent are refused")
    func refusesUnknownVersions() async throws {
        try await Bench.run { (bench: Bench) async throws -> Void in
            #expect(try await bench.get("/meta", fields: ["X-GitHub-Api-Version": "2019-01-01"]).status == 400)
            #expect(try await bench.get("/meta", fields: ["User-Agent": ""]).status == 403)
        }
    }

    @Test("H1: reading under a former name is led on with 301, writing with 307")
    func redirects() async throws {
        try await Bench.run { bench in
            await bench.github.double.forge.rename(bench.repository, to: "kernel")
            let read = try await bench.get("/repos/acme/core/labels")
            #expect(read.status == 200 && read.response.address.hasSuffix("/repositories/\(bench.repository)/labels"))
            let write = try await bench.raw(
                "\(bench.github.api)/repos/acme/core/labels", "Content-Length: 2\r\nConnection: close\r\n\r\n{}")
            #expect(write.hasPrefix("HTTP/1.1 307"))
            #expect(write.contains("/repositories/\(bench.repository)/labels"))
        }
    }

    @Test("H3: names are found in whatever letters, and answered as the forge spells them")
    func ignoresCase() async throws {
        try await Bench.run { (bench: Bench) async throws -> Void in
            #expect(try await bench.get("/repos/ACME/Core")["full_name"] == "acme/core")
        }
    }

    @Test("What a token may not see does not exist")
    func hidesPrivate() async throws {
        var settings = RepositorySettings()
        settings.isPrivate = true
        try await Bench.run(repository: settings) { (bench: Bench) async throws -> Void in
            await bench.github.double.addToken("ghp_eve", of: "eve")
            #expect(try await bench.core("GET", "", token: "ghp_eve").status == 404)
            #expect(try await bench.core("GET", "", token: nil).status == 404)
            #expect(try await bench.core("GET", "", token: "wrong").status == 401)
            #expect(try await bench.core("GET", "").status == 200)
        }
    }

    @Test("A ref is made, moved forward, forced and deleted; everything else is a 422")
    func keepsRefs() async throws {
        try await Bench.run { bench in
            let first = try await bench.head()
            let second = try await requireValue(bench.branch("topic").last)
            let made = try await bench.core("POST", "/git/refs", ["ref": "refs/tags/v1", "sha": .string(first)])
            #expect(made.status == 201 && made["object"]?["type"] == "commit")
            let again = try await bench.core("POST", "/git/refs", ["ref": "refs/tags/v1", "sha": .string(first)])
            #expect(again.status == 422 && again["message"] == "Reference already exists")
            let moved = try await bench.core("PATCH", "/git/refs/tags/v1", ["sha": .string(second)])
            #expect(moved.status == 200)
            let back = try await bench.core("PATCH", "/git/refs/tags/v1", ["sha": .string(first)])
            #expect(back.status == 422 && back["message"] == "Update is not a fast forward")
            let forced = try await bench.core("PATCH", "/git/refs/tags/v1", ["sha": .string(first), "force": true])
            #expect(forced.status == 200)
            #expect(try await bench.core("GET", "/git/matching-refs/tags/v").items.count == 1)
            #expect(try await bench.core("DELETE", "/git/refs/tags/v1").status == 204)
            #expect(try await bench.core("GET", "/git/ref/tags/v1").status == 404)
        }
    }

    @Test("P4: an annotated tag is an object and a ref; the object alone is no tag")
    func makesTags() async throws {
        try await Bench.run { bench in
            let head = try await bench.head()
            let tag = try await bench.core(
                "POST", "/git/tags", ["tag": "v1", "message": "one", "object": .string(head), "type": "commit"])
            #expect(tag.status == 201)
            #expect(try await bench.core("GET", "/git/ref/tags/v1").status == 404)
            _ = try await bench.core("POST", "/git/refs", ["ref": "refs/tags/v1", "sha": tag["sha"] ?? nil])
            let ref = try await bench.core("GET", "/git/ref/tags/v1")
            #expect(ref["object"]?["type"] == "tag")
            let object = try await bench.core("GET", "/git/tags/\(tag["sha"]?.text ?? "")")
            #expect(object["object"]?["sha"]?.text == head && object["message"] == "one")
        }
    }

    @Test("P1: an entry of a tree without a mode is an ordinary file; blobs, trees and commits make a commit")
    func makesCommits() async throws {
        try await Bench.run { bench in
            let head = try await bench.head()
            let base = try await bench.core("GET", "/git/commits/\(head)")
            let blob = try await bench.core("POST", "/git/blobs", ["content": "#!/bin/sh\n"])
            let tree = try await bench.core(
                "POST", "/git/trees",
                [
                    "base_tree": base["tree"]?["sha"] ?? nil,
                    "tree": [
                        ["path": "run.sh", "type": "blob", "sha": blob["sha"] ?? nil],
                        ["path": "README.md", "mode": "100644", "type": "blob", "content": "new\n"],
                    ],
                ])
            #expect(tree["tree"]?.items?.first { $0["path"] == "run.sh" }?["mode"] == "100644")
            let commit = try await bench.core(
                "POST", "/git/commits",
                ["message": "feat: by API", "tree": tree["sha"] ?? nil, "parents": [.string(head)]])
            #expect(commit.status == 201)
            let moved = try await bench.core("PATCH", "/git/refs/heads/main", ["sha": commit["sha"] ?? nil])
            #expect(moved.status == 200)
            let file = try await bench.core("GET", "/contents/README.md")
            #expect(file["content"]?.text == "bmV3Cg==\n")
        }
    }

    @Test("A file is written by its path if the client has seen what it replaces")
    func writesFiles() async throws {
        try await Bench.run { bench in
            let write: JSON = ["message": "docs: more", "content": "bW9yZQo="]
            #expect(try await bench.core("PUT", "/contents/README.md", write).status == 422)
            let old = try requireValue(try await bench.core("GET", "/contents/README.md")["sha"])
            let changed = try await bench.core("PUT", "/contents/README.md", write.overlaid(with: ["sha": old]))
            #expect(changed.status == 200 && changed["commit"]?["message"] == "docs: more")
            let stale = try await bench.core("PUT", "/contents/README.md", write.overlaid(with: ["sha": old]))
            #expect(stale.status == 409)
            #expect(try await bench.core("PUT", "/contents/docs/new.md", write).status == 201)
            let new = try requireValue(changed["content"]?["sha"])
            let gone = try await bench.core("DELETE", "/contents/README.md", ["message": "docs: less", "sha": new])
            #expect(gone.status == 200)
            #expect(try await bench.core("GET", "/contents/README.md").status == 404)
        }
    }

    @Test("P2: a recursive tree above the limit is truncated, with 200")
    func truncatesTrees() async throws {
        var settings = DoubleSettings()
        settings.mostTreeEntries = 2
        try await Bench.run(settings, files: ["a": "a", "b": "b", "c/d": "d"]) { bench in
            let tree = try await bench.core("GET", "/git/trees/main?recursive=1")
            #expect(tree["truncated"] == true && tree["tree"]?.items?.count == 2)
        }
    }

    @Test("P3: a file above 1 MB has no content but in the raw form")
    func withholdsLargeFiles() async throws {
        let text = String(repeating: "x", count: (1 << 20) + 1)
        try await Bench.run(files: ["large.txt": text]) { bench in
            let file = try await bench.core("GET", "/contents/large.txt")
            #expect(file["encoding"] == "none" && file["content"] == "")
            let raw = try await bench.get(
                "/repos/acme/core/contents/large.txt", fields: ["Accept": "application/vnd.github.raw+json"])
            #expect(raw.response.body.count == text.count)
        }
    }

    @Test("P6: a folder lists at most 1,000 entries")
    func boundsFolders() async throws {
        let files = Dictionary(uniqueKeysWithValues: (0..<1001).map { ("many/\($0).txt", "x") })
        try await Bench.run(files: files) { (bench: Bench) async throws -> Void in
            #expect(try await bench.core("GET", "/contents/many").items.count == 1000)
        }
    }

    @Test("A list has 30 entries a page unless more are asked for, and links to the others")
    func pages() async throws {
        try await Bench.run { bench in
            for number in 0..<35 {
                _ = try await bench.core("POST", "/labels", ["name": .string("label \(number)")])
            }
            let first = try await bench.core("GET", "/labels")
            #expect(first.items.count == 30)
            let link = try requireValue(first.response["link"])
            #expect(link.contains("/repositories/\(bench.repository)/labels?page=2>; rel=\"next\""))
            let next = try await bench.get("/repositories/\(bench.repository)/labels?page=2")
            #expect(next.items.count == 5)
            #expect(try await bench.core("GET", "/labels?per_page=100").items.count == 35)
        }
    }

    @Test("K5: an answer that did not change is a 304 that costs nothing, for the same token and form alone")
    func answersConditionally() async throws {
        try await Bench.run { bench in
            await bench.github.double.addToken("ghp_bob", of: "bob")
            let first = try await bench.get("/repos/acme/core")
            let tag = try requireValue(first.response["etag"])
            let again = try await bench.get("/repos/acme/core", fields: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(again.response["x-ratelimit-remaining"] == first.response["x-ratelimit-remaining"])
            let other = try await bench.get("/repos/acme/core", token: "ghp_bob", fields: ["If-None-Match": tag])
            #expect(other.status == 200)
            let form = try await bench.get(
                "/repos/acme/core", fields: ["If-None-Match": tag, "Accept": "application/json"])
            #expect(form.status == 200)
        }
    }

    @Test("The budget of an hour runs out with 403 and comes back")
    func limits() async throws {
        var settings = DoubleSettings()
        settings.hourlyLimit = 2
        try await Bench.run(settings) { bench in
            for _ in 0..<2 { #expect(try await bench.get("/repos/acme/core").status == 200) }
            let over = try await bench.get("/repos/acme/core")
            #expect(over.status == 403 && over.response["x-ratelimit-remaining"] == "0")
            bench.clock.advance(by: 3601)
            #expect(try await bench.get("/repos/acme/core").status == 200)
        }
    }

    @Test("K1: too much content within a minute meets the secondary limit, with a time to wait")
    func limitsContent() async throws {
        var settings = DoubleSettings()
        settings.contentLimit = 2
        try await Bench.run(settings) { bench in
            for name in ["a", "b"] {
                #expect(try await bench.core("POST", "/labels", ["name": .string(name)]).status == 201)
            }
            let over = try await bench.core("POST", "/labels", ["name": "c"])
            #expect(over.status == 403 && over.response["retry-after"] == "60")
            bench.clock.advance(by: 61)
            #expect(try await bench.core("POST", "/labels", ["name": "c"]).status == 201)
        }
    }

    @Test("A8, A10: a comparison and a pull request list at most 250 commits; the former says how many there are")
    func boundsComparisons() async throws {
        try await Bench.run { bench in
            try await bench.branch("long", (0..<255).map { "feat: \($0)" })
            let reply = try await bench.core("GET", "/compare/main...long")
            #expect(reply["total_commits"] == 255 && reply["commits"]?.items?.count == 250)
            #expect(reply["status"] == "ahead" && reply["files"]?.items?.count == 255)
            _ = try await bench.core("POST", "/pulls", ["title": "long", "head": "long", "base": "main"])
            var count = 0
            for page in 1...4 {
                count += try await bench.core("GET", "/pulls/1/commits?per_page=100&page=\(page)").items.count
            }
            #expect(count == 250)
        }
    }
}
