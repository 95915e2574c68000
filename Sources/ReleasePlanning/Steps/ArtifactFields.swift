package import ReleaseModel

/// What the templates of artifact paths and names may use.
package struct ArtifactFields {
    private let values: [(String, String)]

    /// - Parameter name: What the repository is called at its forge, which does not depend on a clone's folder.
    package init(
        component: ComponentID, version: Version?, tag: TagName?, repository: RepositoryID, named name: String? = nil
    ) {
        values = [
            ("{component}", component.text), ("{version}", version?.text ?? ""), ("{repo}", name ?? repository.text),
            ("{tag}", tag?.text ?? ""),
        ]
    }

    package func path(_ template: String) -> String { values.reduce(template) { $0.replacing($1.0, with: $1.1) } }

    /// A file's name, in which `/` and `:` of a component's name (`@acme/core`) become `-`.
    package func name(_ template: String) -> String {
        values.reduce(template) { $0.replacing($1.0, with: $1.1.replacing(/[\/:]/, with: "-")) }
    }
}
