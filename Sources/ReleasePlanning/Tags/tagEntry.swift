package import ReleaseModel

/// What to write into `slipway.yaml` so that a component owns tags like this one.
///
/// - Parameter version: What the tag says; nil: what stands in it from its first digit on.
package func tagEntry(for component: ComponentID, owning tag: TagName, saying version: Version? = nil) -> String {
    let said = version ?? tag.text.firstIndex(where: \.isNumber).flatMap { Version(String(tag.text[$0...])) }
    let template = said.flatMap { TagTemplate(of: tag, saying: $0)?.text } ?? "v{version}"
    return "components: { \(yamlText(component.text)): { tag: \(yamlText(template)) } }"
}
