import Foundation
import ReleaseModel

func refNodeID(_ name: String) -> String { Data("Ref:\(name)".utf8).base64EncodedString() }

let refOperations = [
    Operation("GET", "/repos/{owner}/{repo}/git/ref/{ref+}", "git/get-ref", needs: .may(.read, .contents)) { call in
        guard let ref = try await call.git.ref("refs/\(call.text("ref"))", in: call.repository.id) else {
            throw Refusal.notFound
        }
        return .ok(call.render(ref))
    },
    Operation(
        "GET", "/repos/{owner}/{repo}/git/matching-refs/{ref+}", "git/list-matching-refs", needs: .may(.read, .contents)
    ) { call in
        let prefix = "refs/\(call.text("ref"))"
        let refs = try await call.git.refs([], in: call.repository.id).filter { $0.name.hasPrefix(prefix) }
        return await call.list(refs) { call.render($0) }
    },
    Operation("POST", "/repos/{owner}/{repo}/git/refs", "git/create-ref", needs: .may(.write, .contents)) { call in
        let name = try call.required("ref", of: "Reference")
        let object = try call.required("sha", of: "Reference")
        guard call.git.isValidRefName(name) else {
            throw Refusal(422, "Reference name must start with 'refs/' and contain at least 2 slashes.")
        }
        guard try await call.git.type(of: object, in: call.repository.id) != nil else {
            throw Refusal(422, "Object does not exist")
        }
        guard try await call.git.ref(name, in: call.repository.id) == nil else {
            throw Refusal(422, "Reference already exists")
        }
        try await call.apply(RefChange(ref: name, new: object, origin: .api))
        return .created(call.render(try await call.existing(name)))
    },
    Operation("PATCH", "/repos/{owner}/{repo}/git/refs/{ref+}", "git/update-ref", needs: .may(.write, .contents)) {
        call in
        let name = "refs/\(call.text("ref"))"
        let object = try call.required("sha", of: "Reference")
        guard let old = try await call.git.ref(name, in: call.repository.id) else {
            throw Refusal(422, "Reference does not exist")
        }
        guard let commit = try await call.git.commit(object, in: call.repository.id) else {
            throw Refusal(422, "Object does not exist")
        }
        let isForward = try await call.git.isAncestor(old.peeled, of: commit, in: call.repository.id)
        guard isForward || call.json["force"]?.flag == true else {
            throw Refusal(422, "Update is not a fast forward")
        }
        try await call.apply(RefChange(ref: name, old: old.object, new: object, origin: .api))
        return .ok(call.render(try await call.existing(name)))
    },
    Operation("DELETE", "/repos/{owner}/{repo}/git/refs/{ref+}", "git/delete-ref", needs: .may(.write, .contents)) {
        call in
        let name = "refs/\(call.text("ref"))"
        guard let old = try await call.git.ref(name, in: call.repository.id) else {
            throw Refusal(422, "Reference does not exist")
        }
        guard old.branch != call.repository.settings.defaultBranch else {
            throw Refusal(422, "Cannot delete the default branch")
        }
        try await call.apply(RefChange(ref: name, old: old.object, origin: .api))
        return .noContent
    },
]

extension Call {
    fileprivate func existing(_ name: String) async throws -> Ref {
        guard let ref = try await git.ref(name, in: repository.id) else { throw Refusal.notFound }
        return ref
    }

    func render(_ ref: Ref) -> JSON {
        [
            "ref": .string(ref.name), "node_id": .string(refNodeID(ref.name)),
            "url": .string(place("/git/\(ref.name)")),
            "object": [
                "type": .string(ref.type), "sha": .string(ref.object),
                "url": .string(place("/git/\(ref.type)s/\(ref.object)")),
            ],
        ]
    }
}
