import Foundation
import ReleaseModel
import ReleaseEngine
import ReleasePlanning
package import ReleasePorts

/// What `verify` checked, and the errors.
package struct SetReport: Sendable, Codable {
    package var schema = "slipway.verify/1"
    package var checked: [String] = []
    package var problems: [String] = []

    package init() {}
}

/// Checks a release set from its files alone: every checksum, no extra or missing file, a plan with the digest that it
/// names, and manifests that say what the plan says.
package func verifySet(_ folder: String, files: any ReleaseFiles) async throws -> SetReport {
    var report = SetReport()
    guard let sums = try await files.read(folder + "/SHA256SUMS") else {
        throw FileError.missing(path: folder + "/SHA256SUMS")
    }
    var listed: [String] = []
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
        do {
            let found = try await files.digest(of: "\(folder)/artifacts/\(name)")
            if found.digest.text == String(line[..<separator.lowerBound]) {
                report.checked.append("artifacts/\(name)")
            } else {
                report.problems.append("artifacts/\(name) has the sum \(found.digest)")
            }
        } catch {
            report.problems.append("artifacts/\(name): \(error.summary)")
        }
    }
    if listed != listed.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
        report.problems.append("SHA256SUMS is not sorted by name")
    }
    for name in try await files.names(in: folder + "/artifacts") where !listed.contains(name) {
        report.problems.append("artifacts/\(name) is not in SHA256SUMS")
    }
    try await checkPlan(folder, files: files, listed: listed, report: &report)
    return report
}

private func checkPlan(_ folder: String, files: any ReleaseFiles, listed: [String], report: inout SetReport)
    async throws
{
    guard let bytes = try await files.read(folder + "/plan.json") else {
        report.problems.append("plan.json is missing")
        return
    }
    let plan: ReleasePlan
    do { plan = try decodeJSON(ReleasePlan.self, from: Data(bytes)) } catch let error as UnreadablePlanSchema
        where error.isNewer
    {
        throw UnreadablePlanSchema(schema: error.schema, source: folder + "/plan.json")
    } catch {
        report.problems.append("plan.json can't be read")
        return
    }
    if try planDigest(plan) == plan.digest {
        report.checked.append("plan.json has the digest that it names")
    } else {
        report.problems.append("plan.json was changed: it does not have the digest that it names")
    }
    var described: Set<String> = []
    let names = FileNames(plan.released.map(\.name.text), reserved: ["integration"])
    for component in plan.released {
        struct Manifest: Decodable {
            struct Binary: Decodable {
                var name: String
                var hash: String
            }
            var version: String
            var binaries: [Binary]
        }
        var bytes = try await files.read("\(folder)/manifests/\(names[component.name.text]).json")
        if bytes == nil {
            // As 0.1.0 named it.
            bytes = try await files.read("\(folder)/manifests/\(component.name.text.asEarlierFileName).json")
        }
        guard let bytes, let manifest = try? decodeJSON(Manifest.self, from: Data(bytes))
        else {
            report.problems.append("the manifest of \(component.name) is missing or can't be read")
            continue
        }
        described.formUnion(manifest.binaries.map(\.name))
        if manifest.version == component.nextVersion?.text, manifest.binaries.allSatisfy({ listed.contains($0.name) }) {
            report.checked.append("\(component.name) \(manifest.version)")
        } else {
            report.problems.append(
                "the manifest of \(component.name) says \(manifest.version) or names files that are not there")
        }
    }
    guard try await files.read(folder + "/NOTES.md") != nil else {
        report.problems.append("NOTES.md is missing")
        return
    }
    report.checked.append("NOTES.md")
}
