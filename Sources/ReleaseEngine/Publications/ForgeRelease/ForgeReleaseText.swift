import ReleaseModel
import ReleasePlanning
import ReleasePorts

/// The text of a component's release, written when it is needed.
actor ForgeReleaseText {
    private let target: PublicationTarget
    private let assets: ForgeAssets
    private let making: ForgeReleaseMaking
    private let changelog: String
    /// What people should know of how it came about; empty: nothing.
    private(set) var remark = ""

    /// - Parameter changelog: The component's entry.
    init(target: PublicationTarget, assets: ForgeAssets, making: ForgeReleaseMaking, changelog: String) {
        self.target = target
        self.assets = assets
        self.making = making
        self.changelog = changelog
    }

    func text() async throws -> String {
        var changelog = changelog
        if target["notes"] == "forge" {
            do throws(ForgeError) {
                changelog = try await making.generatedNotes(since: target["previousTag"].map { TagName($0) })
            } catch {
                if case .cancelled = error { throw error }
                // A release never fails for them: forges give up on long ranges.
                remark = "; its notes are the changelog's, since the forge wrote none: \(error.summary)"
            }
        }
        return assets.notes(
            target["body"] ?? "{changelog}\n{artifacts}", ["changelog": changelog], rest: target["rest"])
    }
}
