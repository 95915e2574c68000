package import ReleaseModel

/// What an annotated tag says of the artifacts that belong to it, a line for each component: of several drafts, the one with
/// this content is to be published.
///
///     Slipway-Artifacts: core 9f86d0…
package struct StagedContents: Sendable, Equatable {
    /// By component; nil: it has no artifacts.
    package var digests: [ComponentID: Digest?]

    private static let key = "Slipway-Artifacts: "

    package init(_ digests: [ComponentID: Digest?]) { self.digests = digests }

    /// - Parameter message: Of a tag.
    package init(in message: String) {
        digests = [:]
        for line in message.split(separator: "\n") where line.hasPrefix(StagedContents.key) {
            let words = line.dropFirst(StagedContents.key.count).split(separator: " ")
            guard words.count == 2 else { continue }
            digests[ComponentID(String(words[0]))] = .some(words[1] == "none" ? nil : Digest(String(words[1])))
        }
    }

    /// The message with a line for each component.
    package func added(to message: String) -> String {
        guard !digests.isEmpty else { return message }
        let lines = digests.sorted { $0.key < $1.key }.map { component, digest in
            "\(StagedContents.key)\(component) \(digest?.text ?? "none")"
        }
        return message + "\n\n" + lines.joined(separator: "\n")
    }
}

extension StepContext {
    /// The content of everything that was staged for a tag, by the artifacts that were collected.
    func stagedContents(of tag: TagName) -> StagedContents {
        var found: [ComponentID: Digest?] = [:]
        for step in index.steps(in: repository) {
            guard case .stage(let work) = step.work, let component = step.component,
                index.component(component)?.tag == tag, let target = try? stagedPublication(to: work.target)
            else { continue }
            found[component] = .some(target.content(of: outcomes[.collect(component)]?.artifacts ?? []))
        }
        return StagedContents(found)
    }
}
