import ReleaseModel

/// The workflows of a repository: one that releases, with a job for each trusted package, one that reports at pull
/// requests, and if it is wanted one that other workflows ask whether a pull request is a release as Slipway writes it.
/// Every job has only the rights that it uses, and every action is pinned by its commit.
package func workflows(_ needs: WorkflowNeeds) -> [GeneratedWorkflow] {
    [
        GeneratedWorkflow(name: "slipway-release.yml", body: releaseWorkflow(needs)),
        GeneratedWorkflow(name: "slipway-check.yml", body: checkWorkflow(needs)),
    ] + (needs.hasGuard ? [GeneratedWorkflow(name: "slipway-guard.yml", body: guardWorkflow(needs))] : [])
}

/// Programs of builds and gates are expected on it, or come with a step that a person adds.
private let runner = "ubuntu-24.04"

private func releaseWorkflow(_ needs: WorkflowNeeds) -> String {
    let jobs = Jobs(needs.trusted)
    var text = """
        name: Slipway release
        on:
          push:
            branches: [\(quoted(needs.branch))]
        permissions: {}
        # Two pushes release one after the other; the later one sees all that the earlier one did.
        concurrency:
          group: slipway-release
          cancel-in-progress: false
        jobs:
          release:
            name: Release
            runs-on: \(runner)
            permissions:

        """
    for area in ForgeRights.Area.allCases {
        guard let level = needs.rights.levels[area], let purpose = purpose(of: area) else { continue }
        text += "      \(area.rawValue.replacing("_", with: "-")): \(level.rawValue) # \(purpose)\n"
    }
    if !jobs.all.isEmpty {
        text += "    outputs:\n"
        for job in jobs.all {
            // The action names its outputs as release-please-action does (docs/decisions/0032).
            let path = job.package.path == "." ? "" : job.package.path + "--"
            text += "      \(job.name)_released: ${{ steps.slipway.outputs['\(path)release_created'] }}\n"
            text += "      \(job.name)_tag: ${{ steps.slipway.outputs['\(path)tag_name'] }}\n"
        }
    }
    text += """
            steps:
              - name: Release what is merged, then propose the next release
                id: slipway
                uses: \(needs.action.text)

        """
    // What the job's own token opens starts no workflow, so no check would run on the release pull requests
    // ([GITHUB_TOKEN](https://docs.github.com/actions/concepts/security/github_token)).
    if let token = needs.token {
        text += "        with:\n          token: ${{ secrets.\(token) }}\n"
    }
    if !needs.secrets.isEmpty {
        text += "        env:\n"
        for name in needs.secrets { text += "          \(name): ${{ secrets.\(name) }}\n" }
    }
    for job in jobs.all { text += publishingJob(job) }
    return text
}

/// What a job of the release needs a right for; nil: no job's own token can have it.
private func purpose(of area: ForgeRights.Area) -> String? {
    switch area {
    case .contents: "release commits, tags, releases, events"
    case .pullRequests: "release pull requests"
    case .issues: "their labels"
    case .checks, .statuses: "checks before a merge"
    case .actions: "workflows that are started after a release"
    case .workflows: nil
    }
}

/// Has no rights but to read the release and to prove to PyPI which workflow it is.
private func publishingJob(_ job: Jobs.Job) -> String {
    """
      publish-\(job.name):
        name: Publish \(job.package.component.text.filter { $0.isLetter || $0.isNumber || "-_.".contains($0) }) to PyPI
        needs: release
        if: needs.release.outputs.\(job.name)_released == 'true'
        runs-on: \(runner)
        # PyPI's trusted publisher names this file and this environment.
        environment: pypi
        permissions:
          contents: read # the release's files
          id-token: write # trusted publishing
        steps:
          - name: Fetch the released files and compare their checksums
            env:
              GH_TOKEN: ${{ github.token }}
              GH_REPO: ${{ github.repository }}
              TAG: ${{ needs.release.outputs.\(job.name)_tag }}
            run: |
              gh release download "$TAG" --dir release
              cd release
              sha256sum --check --strict SHA256SUMS
              mkdir ../dist
              find . -maxdepth 1 \\( -name '*.whl' -o -name '*.tar.gz' \\) -exec mv -t ../dist {} +
          - name: Publish
            uses: \(PinnedAction.publishToPyPI.text)

    """
}

private func checkWorkflow(_ needs: WorkflowNeeds) -> String {
    // Not `pull_request_target`: a request from a fork would be checked with a token that may write.
    """
    name: Slipway check
    on:
      pull_request:
        # Its title and text count, too.
        types: [opened, reopened, synchronize, edited]
    permissions: {}
    concurrency:
      group: slipway-check-${{ github.ref }}
      cancel-in-progress: true
    jobs:
      check:
        name: What merging would release
        runs-on: \(runner)
        permissions:
          contents: read # the history
          checks: write # the check
          pull-requests: write # the comment
        steps:
          - name: Check out the merge, with the history since the last release
            uses: \(PinnedAction.checkout.text)
            with:
              fetch-depth: 0
              persist-credentials: false
          - name: Install Slipway
            uses: \(needs.action.text)
            with:
              slipway-command: install
          - name: Report
            if: github.event.pull_request.head.repo.full_name == github.repository
            env:
              GH_TOKEN: ${{ github.token }}
            run: slipway check\(needs.isStrict ? " --strict-commits" : "")
          # The token of a pull request from a fork may only read.
          - name: Print
            if: github.event.pull_request.head.repo.full_name != github.repository
            env:
              GH_TOKEN: ${{ github.token }}
            run: slipway check --dry-run\(needs.isStrict ? " --strict-commits" : "")

    """
}

/// Other workflows call it. A job that it is needed by runs unless the output is `true`: also where it failed.
private func guardWorkflow(_ needs: WorkflowNeeds) -> String {
    let secret = needs.token.map { name in
        """
            secrets:
              \(name):
                description: What opens the release pull requests; without it nothing is proven.
                required: false

        """
    }
    return """
        name: Slipway guard
        on:
          workflow_call:
        \(secret ?? "")    outputs:
              proven:
                description: true if the pull request is a release as Slipway writes it; everything else needs its checks.
                value: ${{ jobs.guard.outputs.proven }}
        permissions: {}
        jobs:
          guard:
            name: Whether it is a release
            runs-on: \(runner)
            permissions:
              contents: read # the base, with its history
              pull-requests: read # the pull request
            outputs:
              proven: ${{ steps.slipway.outputs.proven }}
            steps:
              - name: Compare with what Slipway would write
                id: slipway
                uses: \(needs.action.text)
                with:
                  slipway-command: prove

        """ + (needs.token.map { "          token: ${{ secrets.\($0) }}\n" } ?? "")
}

/// Names that jobs and their outputs may have, no two the same.
private struct Jobs {
    struct Job {
        var name: String
        var package: TrustedPackage
    }

    private(set) var all: [Job] = []

    init(_ packages: [TrustedPackage]) {
        for package in packages {
            let plain = String(
                package.component.text.unicodeScalars.map { scalar in
                    scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        ? Character(scalar) : "_"
                })
            let usual = plain.first?.isNumber == false && !plain.hasPrefix("_") ? plain : "p" + plain
            var name = usual
            var number = 2
            while all.contains(where: { $0.name == name }) {
                name = "\(usual)_\(number)"
                number += 1
            }
            all.append(Job(name: name, package: package))
        }
    }
}

/// A YAML scalar in double quotes.
private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}
