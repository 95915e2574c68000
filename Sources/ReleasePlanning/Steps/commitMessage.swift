import ReleaseModel

/// What a release commit says: one component's release, or several in one repository.
struct CommitSubject {
    var component: ComponentID
    var version: Version
    /// Requirements that moved, in the order of the manifest.
    var updates: [(component: ComponentID, version: String)]
    /// The release at the start of the chain that led here; nil where the component has causes of its own.
    var cause: (component: ComponentID, version: Version)?
}

/// The message of a release commit in the configured form.
///
/// - `release`: `chore(release): bump version to {own}[, update {dep} to {v}][, {dep} to {v}]…[, sync with {upstream}
///   upstream v{V}]`; the word `update` appears once.
/// - `dependencies`: `chore(deps): [update {dep} to {v}[, {dep} to {v}]…, ]sync with {upstream} upstream v{V}`.
///
/// Several components of one repository: `chore(release): bump core to 1.2.0, cli to 2.0.0[, sync with …]`, or the same
/// with `chore(deps)`.
func commitMessage(_ subjects: [CommitSubject], form: CommitConfiguration.MessageForm) -> String {
    guard let subject = subjects.first else { return "" }
    if subjects.count > 1 {
        let list = subjects.map { "\($0.component) to \($0.version)" }.joined(separator: ", ")
        guard case .template(let template) = form else {
            // Where all of them follow one release of another repository, that is the cause of the commit.
            let inside = Set(subjects.map(\.component))
            let causes = subjects.compactMap(\.cause).filter { !inside.contains($0.component) }
            let isOne = causes.count == subjects.count && Set(causes.map(\.component)).count == 1
            let sync = isOne ? ", sync with \(causes[0].component) upstream v\(causes[0].version)" : ""
            return (form == .dependencies ? "chore(deps): bump " : "chore(release): bump ") + list + sync
        }
        return fill(template, subject, component: subjects.map(\.component.text).joined(separator: ", "), updates: list)
    }
    let moved = subject.updates.map { "\($0.component) to \($0.version)" }.joined(separator: ", ")
    let update = moved.isEmpty ? nil : "update " + moved
    let sync = subject.cause.map { "sync with \($0.component) upstream v\($0.version)" }
    switch form {
    case .release:
        return "chore(release): "
            + ["bump version to \(subject.version)", update, sync].compactMap { $0 }.joined(separator: ", ")
    case .dependencies:
        let parts = [update, sync].compactMap { $0 }
        return "chore(deps): " + (parts.isEmpty ? "bump version to \(subject.version)" : parts.joined(separator: ", "))
    case .template(let template):
        return fill(template, subject, component: subject.component.text, updates: moved)
    }
}

private func fill(_ template: String, _ subject: CommitSubject, component: String, updates: String) -> String {
    template
        .replacing("{component}", with: component)
        .replacing("{version}", with: subject.version.text)
        .replacing("{updates}", with: updates)
        .replacing("{upstreamVersion}", with: subject.cause?.version.text ?? "")
        .replacing("{upstream}", with: subject.cause?.component.text ?? "")
}
