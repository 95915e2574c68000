import ReleaseModel
import ReleaseText

/// An approval as it is written.
struct WrittenApproval: Sendable {
    let name: Written<String>
    let roles: [Written<String>]
    let quorum: Written<Int>?
    let lifetime: Int?
    let components: [Written<String>]?
    let messengers: [String]

    init?(_ node: YAMLNode) {
        guard let name = node.written("name", \.text), let roles = node["roles"]?.writtenTexts else { return nil }
        self.name = name
        self.roles = roles
        quorum = node.written("quorum", \.integer)
        lifetime = node["expires"]?.duration
        components = node["components"]?.writtenTexts
        messengers = node["passed-on-by"]?.texts ?? []
    }
}

extension ApprovalConfiguration {
    init(_ written: WrittenApproval) {
        self.init(
            name: written.name.value, roles: written.roles.map(\.value), quorum: written.quorum?.value ?? 1,
            lifetime: written.lifetime, components: written.components?.map { ComponentID($0.value) },
            messengers: written.messengers.map { Principal($0) })
    }
}

extension RetryPolicy {
    init(_ node: YAMLNode?) {
        self.init()
        attempts = node?["attempts"]?.integer ?? attempts
        firstWait = node?["wait"]?.duration.map { .seconds($0) } ?? firstWait
        longestWait = node?["longest-wait"]?.duration.map { .seconds($0) } ?? longestWait
    }
}

extension SystemConfiguration {
    init(_ node: YAMLNode) {
        self.init()
        comparisons = node["comparisons"]?.integer ?? comparisons
        run = node["run"]?.texts
        timeout = node["timeout"]?.duration ?? timeout
    }
}
