import Foundation
import ReleaseAdapters
import ReleaseManifests
import ReleaseModel
import ReleaseOperations
import ReleasePorts
import ReleaseStores
import ReleaseTestKit
import ReleaseTestTraits
import Testing

@Suite("Planning with failing responses", .heavy)
struct FaultyObservationTests {
    static let seeds = 0..<UInt64(ProcessInfo.processInfo.environment["SLIPWAY_FAULT_SEEDS"].flatMap(Int.init) ?? 40)

    private let sandbox: GitSandbox

    /// core ← lib, each released once; core has broken something since.
    init() async throws {
        sandbox = try GitSandbox(runner: ProcessRunner())
        let manifest = "[package]\nname = \"core\"\nversion = \"1.0.0\"\n"
        _ = try await sandbox.makeClone("w/core", files: ["Cargo.toml": manifest])
        let needs = "[package]\nname = \"lib\"\nversion = \"1.0.0\"\n\n[dependencies]\ncore = \"^1.0.0\"\n"
        _ = try await sandbox.makeClone("w/lib", files: ["Cargo.toml": needs])
        for name in ["w/core", "w/lib"] {
            try await sandbox.git(["tag", "v1.0.0"], in: name)
            try await sandbox.git(["push", "--quiet", "origin", "v1.0.0"], in: name)
        }
        try await sandbox.commit("feat!: another word", files: ["word": "new"], in: "w/core")
    }

    private func workspace(_ faults: Faults) -> Workspace {
        let folder = sandbox.folder.path + "/w"
        let runner = FaultyRunner(ProcessRunner(), faults: faults)
        var configuration = WorkspaceConfiguration(workspace: "demo")
        for name in ["core", "lib"] {
            configuration.repositories[RepositoryID(name)] = RepositoryConfiguration(folder: name)
        }
        // A cache of its own, or one good answer would serve all seeds.
        let cache = "\(sandbox.folder.path)/cache-\(UUID().uuidString)"
        return Workspace(
            folder: folder, configuration: configuration, ecosystems: allEcosystems,
            sourceControl: GitSourceControl(runner: runner, environment: ["XDG_CACHE_HOME": cache]), runner: runner,
            files: LocalFiles(), lock: MemoryLock(), openStore: { MemoryRunStore() }, secrets: [:],
            now: { Date(timeIntervalSince1970: 1_767_225_600) })
    }

    @Test(
        "A failed or truncated response stops planning; it never changes a version", arguments: [0.02, 0.1, 0.3])
    func sameOrNothing(rate: Double) async throws {
        let calm = try await workspace(Faults(seed: 0, rate: 0)).plan(ReleaseRequest()).plan
        #expect(calm.released.count == 2)
        var planned = 0
        for seed in Self.seeds {
            let faults = Faults(seed: seed, rate: rate)
            guard let plan = try? await workspace(faults).plan(ReleaseRequest()).plan else {
                continue
            }
            planned += 1
            #expect(plan.digest == calm.digest, "seed \(seed), \(faults.struck)")
        }
        // Where hardly anything fails, some plans come through; else this would prove nothing.
        if rate < 0.05 { #expect(planned > 0) }
    }
}
