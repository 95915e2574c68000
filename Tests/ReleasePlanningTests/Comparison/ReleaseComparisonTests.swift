import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Comparing releases")
struct ReleaseComparisonTests {
    private func release(_ change: (inout ComparedRelease) -> Void = { _ in }) -> ComparedRelease {
        var release = ComparedRelease(name: "r1", files: ["a": .init(digest: "d1", size: 1)])
        release.result = "succeeded"
        release.results = ["gate:core/test": "passed, 3 tests"]
        release.packages = ["core": Version(1, 2, 0)]
        release.order = [["core"], ["app"]]
        release.durations = ["gate:core/test": 10]
        change(&release)
        return release
    }

    @Test("A release is the same as itself")
    func same() {
        let comparison = compared(release(), release())
        #expect(comparison.differences.isEmpty)
        #expect(comparison.unknown.isEmpty)
    }

    static let changes: [(ReleaseDifference.Aspect, String, @Sendable (inout ComparedRelease) -> Void)] = [
        (.result, "", { $0.result = "failed" }),
        (.result, "gate:core/test", { $0.results = ["gate:core/test": "failed"] }),
        (.result, "gate:core/test", { $0.results = [:] }),
        (.packages, "core", { $0.packages = ["core": Version(1, 3, 0)] }),
        (.packages, "lib", { $0.packages?["lib"] = Version(1, 0, 0) }),
        (.order, "level 1", { $0.order?[0] = ["core", "lib"] }),
        (.files, "b", { $0.files["b"] = .init(digest: "d", size: 2) }),
        (.files, "a", { $0.files = [:] }),
        (.sums, "a", { $0.files["a"] = .init(digest: "d2", size: 1) }),
        (.durations, "gate:core/test", { $0.durations = ["gate:core/test": 21] }),
    ]

    @Test("Each difference is found, under its name", arguments: changes.indices)
    func difference(index: Int) {
        let (aspect, subject, change) = Self.changes[index]
        for comparison in [compared(release(), release(change)), compared(release(change), release())] {
            #expect(comparison.differences.map(\.aspect) == [aspect])
            #expect(comparison.differences.map(\.subject) == [subject])
        }
    }

    @Test("Small differences in duration are ignored")
    func slack() {
        #expect(compared(release(), release { $0.durations = ["gate:core/test": 19] }).differences.isEmpty)
        let short = release { $0.durations = ["gate:core/test": 0.1] }
        #expect(compared(short, release { $0.durations = ["gate:core/test": 4] }).differences.isEmpty)
    }

    @Test("What one side does not record is named, not counted; but a failed release never equals a folder")
    func unknown() {
        let folder = ComparedRelease(name: "old", files: release().files)
        let comparison = compared(release(), folder)
        #expect(comparison.differences.isEmpty)
        #expect(comparison.unknown == [.packages, .order, .durations])
        #expect(!compared(release { $0.result = "failed" }, folder).differences.isEmpty)
    }
}
