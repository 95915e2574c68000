package import ReleaseModel

/// How `doctor` covers a refusal of `plan`, so that the two agree.
package enum RefusalCoverage: Sendable, Hashable {
    /// Findings with one of these codes, or such an ending, say it without a plan.
    case findings([String])
    /// Planning what would be released now finds it; reported under its own code.
    case trial
    /// Reading the workspace fails in both alike.
    case reading
    /// Only what someone requests leads to it, such as a version or a label.
    case request
    /// It is about a plan that was written before.
    case writtenPlan
}

/// Every refusal of a plan by its code.
package let refusalCoverage: [String: RefusalCoverage] = [
    "plan.no-such-tag": .request,
    "plan.tag-differs-from-tree": .request,
    "plan.tag-of-several": .findings(["tag.of-several"]),
    "plan.tag-of-unknown-style": .trial,
    "plan.tag-unconfirmed": .trial,
    "plan.prerelease-not-in-files": .trial,
    "plan.released-elsewhere": .trial,
    "plan.rewritten-branch": .trial,
    "plan.below-manifest": .request,
    "plan.outside-line": .trial,
    "plan.requirement-ahead": .findings(["requirement.refuses-sibling"]),
    "plan.requirement-behind": .findings(["requirement.refuses-sibling"]),
    "plan.candidate-outgrown": .request,
    "plan.candidate-required": .trial,
    "plan.version-sources-differ": .findings(["version.sources-differ"]),
    "plan.version-too-low": .trial,
    "plan.group-differs": .request,
    "plan.tag-exists": .trial,
    "plan.clone-behind": .findings(["clone.behind-remote"]),
    "plan.tags-alike": .trial,
    "plan.not-under-git": .findings(["clone.not-under-git"]),
    "plan.detached-head": .findings(["clone.detached"]),
    "plan.artifact-name": .trial,
    "plan.nothing-to-publish": .trial,
    "plan.exclusive-targets": .trial,
    "plan.no-forge": .trial,
    "plan.build-needs-forge": .trial,
    "plan.build-not-here": .request,
    "plan.entangled-order": .trial,
    "plan.same-step": .trial,
    "plan.bad-tag-template": .reading,
    "plan.tag-blocked": .trial,
    "plan.bad-tag": .trial,
    "plan.version-refused": .trial,
    "plan.stuck-requirement": .trial,
    "plan.unreadable-requirement": .findings(["requirement.not-understood"]),
    "plan.bad-release-as": .trial,
    "plan.release-as-too-low": .trial,
    "plan.calendar-exhausted": .trial,
    "plan.prerelease-label": .trial,
    "plan.prerelease-order": .trial,
    "plan.change-file-shared": .trial,
    "plan.unproven": .trial,
    "plan.bad-cause": .request,
    "plan.changelog-link": .trial,
    "plan.changelog-unreadable": .trial,
    "plan.edit-impossible": .trial,
    "plan.pinned-digest": .trial,
    "plan.several-digests": .request,
    "plan.pinned-revision": .trial,
    "plan.shared-requirement": .trial,
    "plan.version-source": .findings([".computed-version"]),
    "plan.version-not-carried": .trial,
    "plan.stale-lock": .findings(["lock.stale"]),
    "plan.missing-member": .findings([".missing-member"]),
    "plan.missing-path": .findings([".missing-path"]),
    "plan.refused-path": .trial,
    "plan.binaries-without-build": .trial,
    "plan.refused-by-target": .trial,
    "plan.commits-not-understood": .trial,
    "plan.too-new": .writtenPlan,
    "plan.unknown-schema": .writtenPlan,
    "plan.unknown-kind": .writtenPlan,
    "plan.unknown-field": .writtenPlan,
    "plan.unsound": .writtenPlan,
    "graph.cycle": .findings(["graph.unusable"]),
    "graph.unknown-component": .findings(["graph.unusable"]),
    "graph.component-needed": .request,
    "unified-release.no-repository": .trial,
    "unified-release.no-version": .trial,
    "unified-release.bad-tag": .trial,
    "unified-release.tag-exists": .trial,
    "unified-release.same-tag": .trial,
    "unified-release.version-as-rolling": .trial,
]

/// A refusal of the plan that would be made now, as a finding under its own code; nil where a finding says it already.
package func refusalFinding(_ error: any UserFacingError, among found: [Finding]) -> Finding? {
    if case .findings(let codes) = refusalCoverage[error.code] {
        let text = ([error.summary] + error.reasons).joined(separator: " ")
        let isSaid = found.contains { one in
            codes.contains { $0.hasPrefix(".") ? one.code.hasSuffix($0) : one.code == $0 } && one.isNamed(in: text)
        }
        if isSaid { return nil }
    }
    return Finding(
        .error, code: error.code, message: error.summary,
        reason: (error.reasons + ["Until then `slipway plan` and `slipway release` stop here."]).joined(separator: " "),
        remedy: error.suggestions.joined(separator: " "))
}

extension Finding {
    /// Whether a text is about what this is about.
    fileprivate func isNamed(in text: String) -> Bool {
        let names = [component?.text, place?.file, repository?.text].compactMap(\.self)
        return names.isEmpty || names.contains { text.contains($0) }
    }
}
