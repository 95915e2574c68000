package import ReleaseModel

/// Refuses a version that a person requested and that a component's ecosystem can't take. Versions that are derived follow
/// what is there.
///
/// - Parameter version: The version that was requested for a component; nil: none.
package func checkRequestedVersions(
    of components: some Sequence<Component>, ecosystems: [any Ecosystem], _ version: (ComponentID) -> Version?
) throws(PlanError) {
    let known = Dictionary(ecosystems.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for component in components {
        guard let version = version(component.id) else { continue }
        for name in Set(component.versionSources.map(\.ecosystem) + [component.ecosystem].compactMap(\.self)).sorted() {
            guard let form = known[name]?.versionForm, !form.accepts(version) else { continue }
            throw .versionRefused(
                component.id, version, why: "\(name) takes only \(form.name)", instead: form.spelling(of: version))
        }
    }
}
