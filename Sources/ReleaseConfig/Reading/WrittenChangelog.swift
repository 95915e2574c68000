import ReleaseModel
import ReleaseText

/// What `changelog` says; each key that it leaves out is inherited.
struct WrittenChangelog: Sendable {
    private let path: String?
    private let isSkipped: Bool?
    private let kind: ChangelogConfiguration.Kind?
    private let sections: [ChangelogSection]?
    private let host: String?
    private let dateFormat: String?
    private let includesAuthors: Bool?
    private let unreleased: ChangelogConfiguration.Unreleased?

    init(_ node: YAMLNode) {
        path = node["path"]?.text
        isSkipped = node["skip"]?.boolean
        kind = node["type"]?.choice(ChangelogConfiguration.Kind.self)
        sections = node["sections"]?.items?.compactMap(ChangelogSection.init)
        host = node["host"]?.text.map(withoutSlashesAtEnd)
        dateFormat = node["date-format"]?.text
        includesAuthors = node["authors"]?.boolean
        unreleased = node["unreleased"]?.choice(ChangelogConfiguration.Unreleased.self)
    }

    func settings(over base: ChangelogConfiguration) -> ChangelogConfiguration {
        var settings = base
        settings.path = path ?? base.path
        settings.isSkipped = isSkipped ?? base.isSkipped
        settings.kind = kind ?? base.kind
        settings.sections = sections ?? base.sections
        settings.host = host ?? base.host
        settings.dateFormat = dateFormat ?? base.dateFormat
        settings.includesAuthors = includesAuthors ?? base.includesAuthors
        settings.unreleased = unreleased ?? base.unreleased
        return settings
    }
}

extension ChangelogSection {
    fileprivate init?(_ node: YAMLNode) {
        guard let type = node["type"]?.text else { return nil }
        self.init(
            type: type, writtenTitle: node["section"]?.text, isHidden: node["hidden"]?.boolean ?? false,
            scope: node["scope"]?.text)
    }

    /// A section without a title has the usual one of its type.
    package init(type: String, writtenTitle: String?, isHidden: Bool, scope: String?) {
        let usual = [ChangelogSection].usual.first { $0.type == type }?.title
        self.init(
            type: type, title: writtenTitle ?? usual ?? type, isHidden: isHidden,
            scope: scope?.isEmpty == true ? nil : scope)
    }
}

/// An address as links are made from it.
package func withoutSlashesAtEnd(_ address: String) -> String {
    var address = address[...]
    while address.hasSuffix("/") { address = address.dropLast() }
    return String(address)
}
