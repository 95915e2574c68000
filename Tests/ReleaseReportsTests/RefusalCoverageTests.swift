import ReleaseManifests
import ReleaseModel
import ReleasePlanning
import ReleaseReports
import Testing

/// `doctor` is not silent where `plan` refuses.
@Suite("Refusals of plans among the findings")
struct RefusalCoverageTests {
    private struct Refusal: UserFacingError {
        var code: String
        var summary = "core can't be planned."
        var reasons: [String] = ["core/Cargo.toml:3:1: it is so."]
        var suggestions: [String] = ["Change it."]
        var exitCode: ExitCode { .failed }
    }

    @Test("It is decided for each refusal how doctor covers it, and for nothing else")
    func all() {
        let refusals = errorKinds.map(\.code).filter { code in
            ["plan.", "graph.", "unified-release."].contains { code.hasPrefix($0) }
        }
        #expect(refusals.count > 60)
        #expect(Set(refusals).subtracting(refusalCoverage.keys).sorted() == [], "say in refusalCoverage what finds it")
        #expect(Set(refusalCoverage.keys).subtracting(refusals).sorted() == [])
    }

    @Test("The findings that are said to cover a refusal exist")
    func existing() {
        let known = (findingKinds + ecosystemFindingKinds).map(\.code)
        for (code, coverage) in refusalCoverage {
            guard case .findings(let codes) = coverage else { continue }
            #expect(!codes.isEmpty, "\(code)")
            for one in codes {
                #expect(known.contains { one.hasPrefix(".") ? $0.hasSuffix(one) : $0 == one }, "\(one) of \(code)")
            }
        }
    }

    @Test("A refusal becomes a finding, unless one about the same thing says it already")
    func once() {
        let said = Finding(
            .error, code: "version.sources-differ", repository: "core", component: "core", message: "They differ.")
        #expect(refusalFinding(Refusal(code: "plan.version-sources-differ"), among: [said]) == nil)
        var other = said
        (other.component, other.repository) = ("lib", "lib")
        let found = refusalFinding(Refusal(code: "plan.version-sources-differ"), among: [other])
        #expect(found?.code == "plan.version-sources-differ" && found?.severity == .error)
        #expect(found?.message == "core can't be planned." && found?.remedy == "Change it.")
        #expect(refusalFinding(Refusal(code: "plan.tags-alike"), among: [said])?.code == "plan.tags-alike")
    }
}
