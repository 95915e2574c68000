import Foundation
import ReleaseManifests
import ReleaseModel

/// Changes every version and requirement of a tree to another and back.
struct RoundTrip {
    let tree: SourceTree
    let output: URL

    private static let target = Version(77, 88, 99)

    var report: RoundTripReport {
        var report = RoundTripReport()
        for ecosystem in allEcosystems {
            let files = tree.files(of: ecosystem)
            if !files.isEmpty { report.ecosystems.append(reading(files, ecosystem)) }
        }
        return report
    }

    private func reading(_ files: [String: [UInt8]], _ ecosystem: any Ecosystem) -> RoundTripReport.Reading {
        let found = ecosystem.read(files)
        var result = RoundTripReport.Reading(
            name: ecosystem.name.text, files: files.keys.sorted(), packages: found.packages.count,
            versions: found.packages.reduce(0) { $0 + $1.versionSources.count },
            requirements: found.packages.reduce(0) { $0 + $1.requirements.count }, diagnostics: found.diagnostics)
        let wanted = wanted(found.packages, ecosystem, &result)
        for (number, one) in wanted.enumerated() {
            result.edits.append(trial(one, number, files, ecosystem))
        }
        tryTogether(wanted, files, ecosystem, &result)
        tryLocks(found.packages, files, ecosystem, &result)
        return result
    }

    private struct Wanted {
        var kind: RoundTripReport.Edit.Kind
        var edit: FileEdit
    }

    /// Every value once, in file order.
    private func wanted(
        _ packages: [FoundPackage], _ ecosystem: any Ecosystem, _ result: inout RoundTripReport.Reading
    ) -> [Wanted] {
        var wanted: [Wanted] = []
        var seen: Set<[String]> = []
        let names = Set(packages.map { ecosystem.normalized(packageName: $0.name) })
        func add(_ kind: RoundTripReport.Edit.Kind, _ place: Place, _ key: String, _ from: String, _ to: String) {
            guard seen.insert([place.file, key]).inserted else { return }
            let edit = FileEdit(ecosystem: ecosystem.name, file: place.file, key: key, from: from, to: to)
            wanted.append(Wanted(kind: kind, edit: edit))
        }
        for package in packages {
            // A version that stands in another ecosystem's file is read, and tried, with that one.
            for source in package.versionSources where source.ecosystem == ecosystem.name {
                add(.version, source.place, source.key, source.value, RoundTrip.target.text)
            }
            for one in package.requirements {
                guard let key = one.key, let text = one.requirement else { continue }
                guard let new = other(text, ecosystem) else {
                    result.notUnderstood.append(text)
                    continue
                }
                let isSibling = names.contains(ecosystem.normalized(packageName: one.package))
                add(isSibling ? .sibling : .requirement, one.place, key, text, new)
            }
        }
        return wanted.sorted { ($0.edit.file, $0.edit.key) < ($1.edit.file, $1.edit.key) }
    }

    /// Another requirement in the same style; where bounds accept every new version, an exact one. nil for what is no
    /// requirement in the ecosystem's language.
    private func other(_ requirement: String, _ ecosystem: any Ecosystem) -> String? {
        var target = RoundTrip.target
        // Go's requirements stay within their major version.
        if ecosystem.name == .go { target = Version(Int(requirement.dropFirst().prefix { $0 != "." }) ?? 0, 88, 99) }
        guard let new = ecosystem.rewritten(requirement: requirement, toFollow: target) else { return nil }
        return new == requirement ? ecosystem.requirement(on: target, leavingOpen: .exact) : new
    }

    private func trial(
        _ wanted: Wanted, _ number: Int, _ files: [String: [UInt8]], _ ecosystem: any Ecosystem
    ) -> RoundTripReport.Edit {
        let edit = wanted.edit
        var result = RoundTripReport.Edit(
            kind: wanted.kind, file: edit.file, key: edit.key, from: edit.change.before, to: edit.change.after,
            result: .failed)
        let bytes = files[edit.file] ?? []
        do throws(EditError) {
            let between = try ecosystem.apply([edit], to: edit.file, bytes: bytes)
            result.output = store(between, "\(ecosystem.name)-\(number)")
            let after = try ecosystem.apply([edit.reversed], to: edit.file, bytes: between)
            result.result = after == bytes ? .changedBack : .failed
            if after != bytes { result.why = "the bytes are not what they were" }
            if between == bytes, edit.change.before != edit.change.after {
                (result.result, result.why) = (.failed, "nothing changed")
            }
        } catch {
            if case .unsupported = error { result.result = .unsupported }
            result.why = "\(error.code): \(error.summary)"
        }
        return result
    }

    private func store(_ bytes: [UInt8], _ name: String) -> String? {
        do {
            try Data(bytes).write(to: output.appendingPathComponent(name))
            return name
        } catch {
            return nil
        }
    }

    /// All edits of each file at once, then everything is read anew.
    private func tryTogether(
        _ wanted: [Wanted], _ files: [String: [UInt8]], _ ecosystem: any Ecosystem,
        _ result: inout RoundTripReport.Reading
    ) {
        let works = Set(result.edits.filter { $0.result == .changedBack }.map { [$0.file, $0.key] })
        let edits = wanted.map(\.edit).filter { works.contains([$0.file, $0.key]) }
        var changed = files
        for (number, group) in Dictionary(grouping: edits, by: \.file).sorted(by: { $0.key < $1.key }).enumerated() {
            let (file, edits) = group
            do throws(EditError) {
                let between = try ecosystem.apply(edits, to: file, bytes: files[file] ?? [])
                changed[file] = between
                result.together[file] = store(between, "\(ecosystem.name)-all-\(number)")
                let after = try ecosystem.apply(edits.map(\.reversed), to: file, bytes: between)
                if after != files[file] { result.faults.append("\(file): all edits together do not come back") }
            } catch {
                result.faults.append("\(file): all edits together: \(error.code): \(error.summary)")
            }
        }
        compare(ecosystem.read(changed), with: edits, &result)
    }

    private func compare(
        _ reading: ManifestReading, with edits: [FileEdit], _ result: inout RoundTripReport.Reading
    ) {
        var said: [[String]: String] = [:]
        for package in reading.packages {
            for one in package.versionSources { said[[one.place.file, one.key]] = one.value }
            for one in package.requirements {
                if let key = one.key { said[[one.place.file, key]] = one.requirement }
            }
        }
        for edit in edits where said[[edit.file, edit.key]] != edit.change.after {
            let found = said[[edit.file, edit.key]] ?? "nothing"
            result.faults.append(
                "\(edit.file): '\(edit.key)' reads as '\(found)' where '\(edit.change.after)' was written")
        }
    }

    /// Every own package gets the new version in the lock files, and its own again.
    private func tryLocks(
        _ packages: [FoundPackage], _ files: [String: [UInt8]], _ ecosystem: any Ecosystem,
        _ result: inout RoundTripReport.Reading
    ) {
        let all = packages.compactMap { package in
            package.versionSources.first.flatMap { Version($0.value) }
                .map { PackageVersionChange(package: package.name, from: $0, to: RoundTrip.target) }
        }
        // Where several manifests bear one name with several versions, a lock does not say which of them it means.
        let changes = all.filter { one in all.allSatisfy { $0.package != one.package || $0.from == one.from } }
        let readable = files.filter { path, bytes in
            (try? ecosystem.lockEdits(files: [path: bytes], changes: [])) != nil
        }
        do throws(EditError) {
            let edits = try ecosystem.lockEdits(files: readable, changes: changes)
            let between = try applied(edits, readable, ecosystem)
            let back = changes.map { PackageVersionChange(package: $0.package, from: $0.to, to: $0.from) }
            let after = try applied(try ecosystem.lockEdits(files: between, changes: back), between, ecosystem)
            // A lock that is behind its manifest is repaired on the way, and comes back to what the manifest says.
            let asIs = changes.map { PackageVersionChange(package: $0.package, from: $0.from, to: $0.from) }
            let repaired = try applied(try ecosystem.lockEdits(files: readable, changes: asIs), readable, ecosystem)
            for (number, edit) in edits.enumerated() {
                let isBack = after[edit.file] == repaired[edit.file]
                result.edits.append(
                    RoundTripReport.Edit(
                        kind: .lock, file: edit.file, key: edit.key, from: edit.change.before, to: edit.change.after,
                        result: isBack ? .changedBack : .failed, why: isBack ? nil : "the lock does not come back"))
                if number == 0 || edits[number - 1].file != edit.file {
                    result.together[edit.file] = store(between[edit.file] ?? [], "\(ecosystem.name)-lock-\(number)")
                }
            }
        } catch {
            result.faults.append("locks: \(error.code): \(error.summary)")
        }
    }

    private func applied(
        _ edits: [FileEdit], _ files: [String: [UInt8]], _ ecosystem: any Ecosystem
    ) throws(EditError) -> [String: [UInt8]] {
        var files = files
        for (file, edits) in Dictionary(grouping: edits, by: \.file) {
            files[file] = try ecosystem.apply(edits, to: file, bytes: files[file] ?? [])
        }
        return files
    }
}

extension FileEdit {
    fileprivate var reversed: FileEdit {
        FileEdit(ecosystem: ecosystem, file: file, key: key, from: change.after, to: change.before)
    }
}
