import ReleaseConfig
import ReleaseModel

/// What release-please's packages are called as components, and how their tags are spelled.
struct ReleasePleaseNames {
    private var ids: [String: ComponentID] = [:]
    private var byComponent: [String: ComponentID] = [:]
    private let found: [String: ComponentID]

    /// - Parameter components: What was found, by path.
    init(_ configuration: ReleasePleaseConfiguration, workspace: String, components: [String: ComponentID]) {
        found = components
        var taken: Set<ComponentID> = []
        for package in configuration.packages {
            let said = Self.component(of: package, found: components[package.path])
            let folder = package.path.split(separator: "/").last.map(String.init)
            let usual = components[package.path]?.text ?? (package.path == "." ? workspace : folder ?? workspace)
            var id = ComponentID(said.isEmpty ? usual : said)
            // Of two packages with one name the later is called by its path.
            if !taken.insert(id).inserted {
                id = ComponentID(package.path.replacing("/", with: "-"))
                taken.insert(id)
            }
            ids[package.path] = id
            if !said.isEmpty { byComponent[said] = byComponent[said] ?? id }
        }
    }

    func id(of package: ReleasePleasePackage) -> ComponentID { ids[package.path] ?? ComponentID(package.path) }

    /// The component that `linked-versions` calls so; nil where no package is called so.
    func id(ofComponent name: String) -> ComponentID? { byComponent[name] }

    /// Where it lies, for a component that is called otherwise than what is found there.
    func place(of package: ReleasePleasePackage, in repository: RepositoryID) -> [DraftEntry] {
        guard found[package.path] != id(of: package) else { return [] }
        return [DraftEntry("repository", .text(repository.text)), DraftEntry("path", .text(package.path))]
    }

    /// Components that are not packages of release-please, sorted.
    func unlisted(_ components: [String: ComponentID]) -> [ComponentID] {
        let own = Set(ids.values)
        return components.filter { ids[$0.key] == nil && !own.contains($0.value) }.map(\.value).sorted()
    }

    /// release-please's own name of a package, empty where it has none
    /// ([customizing](https://github.com/googleapis/release-please/blob/main/docs/customizing.md)).
    private static func component(of package: ReleasePleasePackage, found: ComponentID?) -> String {
        let namedByFile: Set<ReleaseTypeName> = [
            "node", "node-librarian", "expo", "rust", "helm", "dart", "deno", "salesforce", "sfdx",
        ]
        if let component = package.component { return component }
        let name = package.packageName ?? (namedByFile.contains(package.releaseType) ? found?.text : nil)
        guard let name else { return "" }
        return releaseType(named: package.releaseType)?.component(ofPackageNamed: name) ?? name
    }

    /// The form of its tags; nil where its name can't be part of a form.
    func tag(of package: ReleasePleasePackage) -> String? {
        let component = package.includesComponentInTag ? Self.component(of: package, found: found[package.path]) : ""
        guard !component.contains(where: { "{}".contains($0) }) else { return nil }
        let separator = releaseType(named: package.releaseType)?.tagSeparator ?? package.tagSeparator
        let version = package.includesVInTag ? "v{version}" : "{version}"
        guard !component.isEmpty else { return version }
        return (component == id(of: package).text ? "{component}" : component) + separator + version
    }

    func tagRows(of package: ReleasePleasePackage) -> [MappedOptions.Row] {
        var rows = MappedOptions()
        let usual = ReleasePleasePackage(path: package.path)
        rows.replace("component", if: package.component != nil, by: "components", "its name, and in its tags")
        rows.replace(
            "package-name", if: package.packageName != nil && package.component == nil, by: "components",
            "its name, and in its tags")
        rows.replace(
            "include-component-in-tag", if: !package.includesComponentInTag, by: "tag", "")
        rows.replace("include-v-in-tag", if: !package.includesVInTag, by: "tag", "")
        rows.replace("tag-separator", if: package.tagSeparator != usual.tagSeparator, by: "tag", "")
        return rows.rows
    }
}
