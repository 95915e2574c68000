import Foundation
import ReleaseEngine
package import ReleaseModel
import ReleasePlanning
package import ReleasePorts

/// What `verify` checked, what it could not check, and the errors.
package struct SetReport: Sendable, Codable {
    package var schema = "slipway.verify/1"
    package var checked: [String] = []
    package var problems: [String] = []
    /// What the files at hand can't prove, with what would.
    package var unchecked: [String] = []

    package init() {}
}

/// Where the record of a set's run was looked for.
package enum SetEvidence: Sendable {
    /// The run that made the set, as its store has it.
    case record(RunRecord)
    /// There is none; why, as the rest of a sentence.
    case missing(String)
}

/// Checks a release set: every checksum, no extra or missing file, a plan with the digest that it names, and notes and
/// manifests that are exactly what plan and artifacts give.
///
/// The set alone proves that its files fit together. The record of its run also proves that they are what was released.
package func verifySet(
    _ folder: String, files: any ReleaseFiles, evidence: SetEvidence = .missing("no store was asked")
) async throws -> SetReport {
    var check = SetCheck(folder: folder, files: files, evidence: evidence)
    try await check.checkArtifacts()
    try await check.checkTexts()
    return check.report
}

private struct SetCheck {
    let folder: String
    let files: any ReleaseFiles
    let evidence: SetEvidence
    var report = SetReport()
    /// Those that are there, with the sums that they have.
    private var artifacts: [String: Artifact] = [:]
    private var listed: [String] = []

    init(folder: String, files: any ReleaseFiles, evidence: SetEvidence) {
        self.folder = folder
        self.files = files
        self.evidence = evidence
    }

    // MARK: Artifacts

    mutating func checkArtifacts() async throws {
        guard let sums = try await files.read(folder + "/SHA256SUMS") else {
            throw IncompleteSet(folder: folder)
        }
        for line in String(decoding: sums, as: UTF8.self).split(separator: "\n") {
            guard let separator = line.firstRange(of: "  "),
                separator.lowerBound == line.index(line.startIndex, offsetBy: 64, limitedBy: line.endIndex)
            else {
                report.problems.append("SHA256SUMS: '\(line)' is not a line of the form {hex}  {name}")
                continue
            }
            let name = String(line[separator.upperBound...])
            listed.append(name)
            guard !name.contains("/"), name != ".." else {
                report.problems.append("SHA256SUMS: '\(name)' is not a name within artifacts/")
                continue
            }
            await checkArtifact(name, sum: String(line[..<separator.lowerBound]))
        }
        if listed != listed.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            report.problems.append("SHA256SUMS is not sorted by name")
        }
        for name in try await files.names(in: folder + "/artifacts") where !listed.contains(name) {
            report.problems.append("artifacts/\(name) is not in SHA256SUMS")
        }
    }

    private mutating func checkArtifact(_ name: String, sum: String) async {
        do {
            let found = try await files.digest(of: "\(folder)/artifacts/\(name)")
            artifacts[name] = Artifact(name: name, digest: found.digest, size: found.size, origin: name)
            if found.digest.text == sum {
                report.checked.append("artifacts/\(name)")
            } else {
                report.problems.append("artifacts/\(name): expected the sum \(sum), found \(found.digest)")
            }
        } catch {
            report.problems.append("artifacts/\(name): \(error.summary)")
        }
    }

    // MARK: Plan

    mutating func checkTexts() async throws {
        guard let bytes = try await files.read(folder + "/plan.json") else {
            return report.problems.append("plan.json is missing")
        }
        let plan: ReleasePlan
        do { plan = try decodeJSON(ReleasePlan.self, from: Data(bytes)) } catch let error as UnreadablePlanSchema
            where error.isNewer
        {
            throw UnreadablePlanSchema(schema: error.schema, source: folder + "/plan.json")
        } catch let error as UnknownPlanPart {
            return report.problems.append("plan.json was changed, or written by a newer version: \(error.summary)")
        } catch {
            return report.problems.append("plan.json is not a valid plan")
        }
        try checkDigest(of: plan, bytes)
        do throws(UnsoundPlan) { try checkPlan(plan, ecosystems: nil) } catch {
            return report.problems += error.reasons.map { "plan.json: \($0)" }
        }
        let texts = try await texts(of: plan)
        if let record = try checkRecord(plan) { try checkRecorded(texts, record) }
        try await compare(texts)
    }

    private mutating func checkDigest(of plan: ReleasePlan, _ bytes: [UInt8]) throws {
        let digest = try planDigest(plan)
        guard digest == plan.digest else {
            return report.problems.append(
                "plan.json was changed: expected the digest \(plan.digest), which it names, found \(digest)")
        }
        // Content that means nothing to Slipway is not covered by the digest.
        let expected = Array(try encodeJSON(plan)) + [10]
        if let difference = firstDifference(expected: expected, found: bytes) {
            report.problems.append("plan.json was changed: \(difference)")
        } else {
            report.checked.append("plan.json has the digest that it names")
        }
    }

    // MARK: Notes and manifests

    /// What the set says of itself.
    private struct Texts {
        var plan: ReleasePlan
        /// Those that could be read, by component.
        var manifests: [ComponentID: ComponentManifest] = [:]
        var paths: [ComponentID: String] = [:]
        /// Whether manifests are named as 0.1.0 did: its texts are not derived.
        var isEarlier = false
    }

    private mutating func texts(of plan: ReleasePlan) async throws -> Texts {
        var texts = Texts(plan: plan)
        let names = ReleaseSetTexts.fileNames(of: plan)
        for component in plan.released {
            var path = ReleaseSetTexts.manifest(of: component.name, among: names)
            var bytes = try await files.read("\(folder)/\(path)")
            if bytes == nil {
                path = "manifests/\(component.name.text.asEarlierFileName).json"
                bytes = try await files.read("\(folder)/\(path)")
                if bytes != nil { texts.isEarlier = true }
            }
            guard let bytes, let manifest = try? decodeJSON(ComponentManifest.self, from: Data(bytes)) else {
                report.problems.append("the manifest of \(component.name) is missing or can't be read: \(path)")
                continue
            }
            texts.manifests[component.name] = manifest
            texts.paths[component.name] = path
            let absent = manifest.binaries.map(\.name).filter { !listed.contains($0) }
            if manifest.version != component.nextVersion?.text {
                report.problems.append(
                    "\(path): expected the version \(component.nextVersion?.text ?? ""), found \(manifest.version)")
            } else if !absent.isEmpty {
                report.problems.append(
                    "\(path) names \(absent.joined(separator: ", ")), which SHA256SUMS does not list")
            } else {
                report.checked.append("\(component.name) \(manifest.version)")
            }
        }
        return texts
    }

    /// Derives notes and manifests from the plan, the artifacts and what manifests say of commits and skipped steps, and
    /// compares each byte.
    private mutating func compare(_ texts: Texts) async throws {
        guard texts.manifests.count == texts.plan.released.count else {
            return report.unchecked.append("NOTES.md and manifests/integration.json: they follow from all manifests")
        }
        guard !texts.isEarlier else {
            return report.unchecked.append(
                "NOTES.md and the manifests' bytes: an earlier version of Slipway wrote them")
        }
        let expected = try derived(from: texts)
        for (path, bytes) in expected.sorted(by: { $0.key < $1.key }) {
            guard let found = try await files.read("\(folder)/\(path)") else {
                report.problems.append("\(path) is missing")
                continue
            }
            if let difference = firstDifference(expected: bytes, found: found) {
                report.problems.append("\(path) does not match the plan, artifacts and manifests: \(difference)")
            } else {
                report.checked.append(path)
            }
        }
        for name in try await files.names(in: folder + "/manifests") where expected["manifests/\(name)"] == nil {
            report.problems.append("manifests/\(name) belongs to nothing in the plan")
        }
    }

    private func derived(from texts: Texts) throws -> [String: [UInt8]] {
        let released = texts.plan.released.map { component in
            let manifest = texts.manifests[component.name]
            return ReleasedComponent(
                component: component, commit: manifest?.commit.map { CommitID($0) }, address: manifest?.source.url,
                artifacts: (manifest?.binaries ?? []).compactMap { artifacts[$0.name] },
                skipped: manifest?.unverified ?? [])
        }
        return try ReleaseSetTexts(plan: texts.plan, released: released, artifacts: Array(artifacts.values))
            .files(platforms: texts.manifests.mapValues(\.platform))
    }

    // MARK: The run's record

    private mutating func checkRecord(_ plan: ReleasePlan) throws -> RunRecord? {
        switch evidence {
        case .missing(let reason):
            report.unchecked.append(
                "plan, commits and sums are what was released: \(reason); the set's files only fit together")
            return nil
        case .record(let record):
            guard record.plan.digest == plan.digest else {
                report.problems.append(
                    "plan.json is not the plan of \(record.id): expected the digest \(record.plan.digest), found \(plan.digest)"
                )
                return nil
            }
            report.checked.append("the plan is that of \(record.id)")
            return record
        }
    }

    private mutating func checkRecorded(_ texts: Texts, _ record: RunRecord) throws {
        let recorded = ReleaseSetRecord(record)
        var problems: [String] = []
        for artifact in recorded.artifacts.values.flatMap({ $0 }) {
            guard let found = artifacts[artifact.name] else {
                problems.append("artifacts/\(artifact.name) is missing; \(record.id) collected it")
                continue
            }
            guard found.digest != artifact.digest else { continue }
            problems.append(
                "artifacts/\(artifact.name): \(record.id) collected the sum \(artifact.digest), found \(found.digest)")
        }
        for one in recorded.released(addresses: [:]) {
            guard let manifest = texts.manifests[one.component.name], let path = texts.paths[one.component.name] else {
                continue
            }
            if manifest.commit != one.commit?.text {
                problems.append(
                    "\(path): expected the commit \(one.commit?.text ?? "none"), found \(manifest.commit ?? "none")")
            }
            if (manifest.unverified ?? []) != one.skipped {
                problems.append("\(path) names other skipped steps than \(record.id) has")
            }
        }
        report.problems += problems.sorted()
        if problems.isEmpty { report.checked.append("sums, commits and skipped steps are those of \(record.id)") }
    }
}

/// Where release sets are found.
package let releaseSetAdvice = "Release sets are in .slipway/releases/RUN. List the runs: slipway run list"

/// A folder that is not a release set, or of one whose assembly did not end.
package struct IncompleteSet: UserFacingError, Equatable {
    package var folder: String

    package var code: String { "set.incomplete" }
    package var summary: String { "\(folder) is not a complete release set: it has no SHA256SUMS." }
    package var reasons: [String] { [] }
    package var suggestions: [String] { [releaseSetAdvice] }
}

/// The first line in which two texts differ; nil if they are equal.
private func firstDifference(expected: [UInt8], found: [UInt8]) -> String? {
    guard expected != found else { return nil }
    let lines = [expected, found].map { bytes in
        bytes.split(separator: 10, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }
    let count = min(lines[0].count, lines[1].count)
    let index = (0..<count).first { lines[0][$0] != lines[1][$0] } ?? count
    func shown(_ lines: [String]) -> String {
        index < lines.count ? "'\(lines[index].prefix(100))'" : "the end"
    }
    return "line \(index + 1): expected \(shown(lines[0])), found \(shown(lines[1]))"
}
