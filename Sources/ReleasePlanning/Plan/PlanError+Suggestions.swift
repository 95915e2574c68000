import ReleaseModel

/// What to do where no plan can be made.
extension PlanError {
    package var suggestions: [String] {
        switch self {
        case .noSuchTag: ["Fetch the tags in the clone of that component: git -C FOLDER fetch --tags"]
        case .tagOfSeveral(let tag, let version, let components, let owner):
            [
                (owner.map { "If such tags are releases of \($0) alone, say so: " }
                    ?? "Say which component these tags belong to: ")
                    + tagEntry(for: owner ?? components.first ?? "NAME", owning: tag, saying: version),
                "Or that they are released together: groups: { all: { components: [\(components.map { yamlText($0.text) }.joined(separator: ", "))], versions: fixed } }",
            ] + (owner == nil ? ["Or that it is not a release: ignore-tags: [\(yamlText(tag.text))]"] : [])
        case .tagOfUnknownStyle(let tag, let version, let component, let template, let isShared, let folder):
            [
                template.map { template in
                    "Say how its tags are spelled: "
                        + (isShared
                            ? "defaults: { tag: \(yamlText(template)) }"
                            : "components: { \(yamlText(component.text)): { tag: \(yamlText(template)) } }")
                }
                    ?? "Tag that commit in a style that is recognised, too: \(gitCommand("tag v\(version) \(tag)^{}", in: folder))",
                "Or that the tag is not a release: ignore-tags: [\(yamlText(tag.text))]",
            ]
        case .tagUnconfirmed(let component, let tag, let version, _):
            [
                "If it is not a release, leave it out: components: { \(yamlText(component.text)): { ignore-tags: [\(yamlText(tag.text))] } }",
                "If it is one, say so: \(tagEntry(for: component, owning: tag, saying: version))",
            ]
        case .prereleaseUnwritten(let component, let tag, let version, _):
            [
                "Release what the prerelease announced: slipway release --set-version \(component)=\(version.core)",
                "Or leave the prerelease out: components: { \(yamlText(component.text)): { ignore-tags: [\(yamlText(tag.text))] } }",
            ]
        case .releasedElsewhere(let component, let tag, let version, let branch, let folder):
            [
                "Make \(tag) a part of the history, without a change of the files: \(gitCommand("merge -s ours \(tag)", in: folder))\(branch == nil ? "" : " && " + gitCommand("push", in: folder))",
                "Or choose a version above it for this run: slipway release --set-version \(component)=\(version.spelledCore.bumped(.patch))",
            ]
        case .rewritten(let component, let tag, let version, _, _, let branch, let folder):
            [
                "If the release is part of it, make its commit so, without a change of the files: \(gitCommand("merge -s ours \(tag)", in: folder))\(branch == nil ? "" : " && " + gitCommand("push", in: folder))",
                "If it is not to count: components: { \(yamlText(component.text)): { ignore-tags: [\(yamlText(tag.text))] } }",
                "Or choose a version above it for this run: slipway release --set-version \(component)=\(version.spelledCore.bumped(.patch))",
            ]
        case .belowManifest(let component, let request, let version, let written):
            [
                "Release what the manifest announces, without \(request): slipway plan --component \(component)",
                "Or write \(version) into the manifest instead of \(written), and commit that.",
            ]
        case .outsideLine(let component, let version, let line):
            [
                "Release it from a branch of its own, or choose a version of the line: slipway release --set-version \(component)=\(line.numbers.map(String.init).joined(separator: "."))\(line.numbers.count == 1 ? ".X.Y" : ".X")",
                "Or say that this branch releases another line: components: { \(yamlText(component.text)): { release-line: \(version.major).x } }",
            ]
        case .requirementAhead(let edge, _):
            [
                "Release the version that is required: slipway release --set-version \(edge.to)=X.Y.Z",
                "Or lower the requirement by hand and commit that: \(edge.place)",
                "Or leave it as it is: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]",
            ]
        case .requirementBehind(let edge, _):
            [
                "Let the requirement follow, and commit that: slipway update \(edge.from)",
                "Or leave it as it is: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]",
            ]
        case .tagDiffers(_, let component, _, _):
            ["Release with a version of its own: slipway plan --component \(component)"]
        case .sourcesDiffer(_, let sources):
            ["Make them equal and commit, then plan again."]
                + sources.dropFirst().map(\.place.file).filter { $0 != sources[0].place.file }.prefix(1).map {
                    "Or, if \($0) does not say the component's version, leave that file out: ignore-paths: [\(yamlText($0))]"
                }
        case .versionTooLow(_, _, let released, let isCalendar):
            ["Choose a version above \(released)."]
                + (isCalendar ? ["If the calendar format was changed, keep one whose versions come later."] : [])
        case .groupDiffers: ["Choose one version for all members of the group."]
        case .tagsAlike(_, let other, _):
            [
                "Say how one of them is tagged: components: { \(yamlText(other.text)): { tag: \(yamlText(other.text.asReferencePart.replacing("/", with: "-") + "-v{version}")) } }",
                "Or rename one of the packages.",
            ]
        case .tagExists(let component, _, _):
            ["Choose another version: slipway release --set-version \(component)=X.Y.Z"]
        case .notUnderGit(_, let folder):
            ["Put it under git: \(gitBeginning(in: folder))"]
        case .artifactName(_, let components):
            [
                "Give each a name of its own: components: { \(yamlText(components.first?.text ?? "NAME")): { build: { run: […], artifacts: [{ path: PATH, name: \"{component}-{artifact}\" }] } } }"
            ]
        case .nothingToPublish(let component, _, let artifacts):
            [
                "Say what its build makes: components: { \(yamlText(component.text)): { build: { run: […], artifacts: [\(artifacts)] } } }"
            ]
        case .exclusiveTargets(_, _, _, _, let instead): [instead]
        case .noForge(let repository, let key):
            [
                "Name the forge: forge: { kind: github }, and the repository there: "
                    + "repositories: { \(yamlText(repository.text)): { name: OWNER/NAME } }",
                "Or let git push its commits: repositories: { \(yamlText(repository.text)): { commits: { "
                    + (key == "via" ? "via: push" : "signed-by: git") + " } } }",
            ]
        case .detached(_, let remedies): remedies
        case .sameStep(_, let gates):
            if let first = gates.first, gates.allSatisfy({ $0 == first }) {
                ["Let the values of an axis differ in the matrix of \(first.component)'s gate '\(first.gate)'."]
            } else if let first = gates.first {
                [
                    "Give one of the gates another name: components: { \(yamlText(first.component.text)): { gates: [{ name: NAME, run: […] }] } }"
                ]
            } else {
                ["Release the components one after the other: --component NAME"]
            }
        case .entangled(_, let repository, _):
            [
                "Say order: proven for those that say order: published, or release them one after the other: --component NAME",
                "Or release one of the copies elsewhere: components: { NAME: { ignore: true } } for what \(repository) only mirrors",
            ]
        case .badTemplate: ["Write for example: tag: \"v{version}\""]
        case .versionRefused(let component, _, _, let instead):
            [
                instead.map { "Write it as \($0): slipway release --set-version \(component)=\($0)" }
                    ?? "Choose another version: slipway release --set-version \(component)=X.Y.Z"
            ]
        case .stuckRequirement(let edge, _):
            [
                "Change it by hand and commit that, or leave it: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]"
            ]
        case .tagBlocked(_, _, let other):
            ["Remove that tag, if nothing needs it: git push --delete origin \(other) && git tag --delete \(other)"]
        case .badTag(let component, _):
            [
                "Say how its tags are spelled: components: { \(yamlText(component.text)): { tag: \(yamlText(component.text.split { !($0.isLetter || $0.isNumber) }.joined(separator: "-") + "-v{version}")) } }"
            ]
        case .badReleaseAs(let component, _, _), .releaseAsTooLow(let component, _, _, _):
            [
                "Say the right one in a newer commit that touches \(component), as its last line: Release-As: X.Y.Z",
                "Or choose it for this run: slipway release --set-version \(component)=X.Y.Z",
            ]
        case .changeFileShared(_, let component, let others):
            [
                "Release them together: slipway release --component \(([component] + others).map(\.text).joined(separator: " "))",
                "Or make a file for each.",
            ]
        case .prereleaseLabel: ["Choose another label: --prerelease alpha, beta or rc"]
        case .prereleaseOrder(_, _, let released):
            laterLabels(than: released) + ["Make it stable: --graduate"]
        case .changelogLink(let component, _, _), .changelogUnreadable(let component, _, _):
            [
                "Make it a UTF-8 text file of the repository and commit that.",
                "Or write no entry: components: { \(yamlText(component.text)): { changelog: { skip: true } } }",
            ]
        case .unproven(let component, _):
            [
                "Give it one: components: { \(yamlText(component.text)): { gates: [{ name: test, run: [make, test] }] } }",
                "Or allow it: components: { \(yamlText(component.text)): { unproven: allow } }",
            ]
        case .badCause: ["Write it as NAME@VERSION: --cause core@1.2.0"]
        case .calendarExhausted: ["Add a counter to the format: YYYY.0M.0D.MICRO", "Or release tomorrow."]
        case .unreadableRequirement(let edge):
            [
                "Fix the requirement, or do not follow it: edges: [{ from: \(yamlText(edge.from.text)), to: \(yamlText(edge.to.text)), policy: never }]"
            ]
        }
    }

    /// A label that ends with a number (`beta9`) can't be continued: `beta.1` and `beta10` come before it.
    private func laterLabels(than released: Version) -> [String] {
        guard let label = Prerelease(released)?.label else { return [] }
        guard label.last?.isNumber == true else {
            return ["Use the current label or a later one: --prerelease \(label)"]
        }
        let later = ["alpha", "beta", "rc"].first { $0 > label }
        return later.map { ["Use a label that comes after \(label): --prerelease \($0)"] } ?? []
    }
}
