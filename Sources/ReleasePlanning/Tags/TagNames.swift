package import ReleaseModel

/// What the components of one repository are called in tags.
package struct TagNames: Sendable {
    /// Names that belong to one component, and short ones that identify none.
    let taken: Set<String>
    /// Short names that several components have: `core` of `@acme/core` and `@tools/core`, or of `org.a:core` and
    /// `org.b:core`.
    let shared: Set<String>
    /// The major versions that lie in a folder of their own, by the module without them.
    let majors: [String: Set<Int>]

    package init(_ components: [Component] = []) {
        let short = components.flatMap { component in component.shortNames.map { ($0, component.id) } }
        shared = Set(Dictionary(grouping: short, by: \.0).filter { $0.value.count > 1 }.keys)
        taken = Set(components.map(\.id.text)).union(shared)
        var majors: [String: Set<Int>] = [:]
        for component in components {
            if let major = component.majorFolder { majors[component.modulePath, default: []].insert(major) }
        }
        self.majors = majors
    }

    /// The spellings with a component's short name, as far as others have it too.
    func sharedTemplates(of component: Component) -> [TagTemplate] {
        component.shortNames.filter(shared.contains).flatMap { name in
            [name + "-v{version}", name + "-{version}", name + "@{version}", name + "@v{version}"]
        }
        .compactMap { TagTemplate($0, component: component.id) }
    }
}

/// The major versions that a component's tags can say. A Go module may keep each in a folder of its own (`v2`), whose tags
/// are spelled as those of the folder above it.
struct MajorVersions: Sendable, Hashable {
    /// nil: all but the others.
    private let only: Int?
    private let others: Set<Int>

    init(of component: Component, among names: TagNames) {
        only = component.majorFolder
        others = component.ecosystem == "go" && only == nil ? names.majors[component.package] ?? [] : []
    }

    func contain(_ version: Version) -> Bool { only.map { version.major == $0 } ?? !others.contains(version.major) }
}

extension Component {
    /// An npm package's name without its scope; otherwise the full name.
    var shortName: String {
        package.hasPrefix("@") ? package.split(separator: "/").last.map(String.init) ?? package : package
    }

    /// The second half of Maven's coordinates; otherwise the full name.
    var artifactName: String { package.split(separator: ":").last.map(String.init) ?? package }

    /// Names without a scope or group, where it has one.
    fileprivate var shortNames: Set<String> { Set([shortName, artifactName]).subtracting([package]) }

    /// The major version of a Go module that lies in a folder named after it (`v2`); nil: it lies in none.
    package var majorFolder: Int? {
        let name = path.split(separator: "/").last ?? ""
        guard ecosystem == "go", name.hasPrefix("v"), package.hasSuffix("/" + name), let major = Int(name.dropFirst()),
            major > 1
        else { return nil }
        return major
    }

    /// The name of a Go module without the folder of its major version.
    fileprivate var modulePath: String {
        majorFolder == nil ? package : package.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The folder that tags are called after: that of a Go module without the folder of its major version.
    var moduleFolder: String {
        guard majorFolder != nil else { return path }
        let above = path.split(separator: "/").dropLast().joined(separator: "/")
        return above.isEmpty ? "." : above
    }
}
