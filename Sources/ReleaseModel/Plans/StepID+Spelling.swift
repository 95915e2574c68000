/// How the ids of steps are spelled, and read. Nothing else puts them together.
extension StepID {
    package static func prepare(_ repository: RepositoryID) -> StepID { StepID("prepare:\(repository)") }
    package static func offer(_ repository: RepositoryID) -> StepID { StepID("offer:\(repository)") }
    package static func withdraw(_ repository: RepositoryID) -> StepID { StepID("withdraw:\(repository)") }
    package static func build(_ component: ComponentID) -> StepID { StepID("build:\(component)") }

    /// - Parameter suffix: Of one cell of the gate's matrix; empty without one.
    package static func gate(_ component: ComponentID, _ gate: String, suffix: String = "") -> StepID {
        StepID("gate:\(component)/\(gate)\(suffix)")
    }

    package static func collect(_ component: ComponentID) -> StepID { StepID("collect:\(component)") }
    package static func reuse(_ component: ComponentID) -> StepID { StepID("reuse:\(component)") }

    /// - Parameter part: The component after which the connected part is called.
    package static func approval(_ name: String, of part: ComponentID) -> StepID { StepID("approval:\(name)/\(part)") }

    /// The first phase is left out, unless the part's name ends like an id with a phase: `line:a/2` is the second line of
    /// `a`, and `line:a/2/1` the first one of `a/2`.
    ///
    /// - Parameter phase: From 0.
    package static func line(_ part: ComponentID, phase: Int) -> StepID {
        phase == 0 && !endsInNumber(part) ? StepID("line:\(part)") : StepID("line:\(part)/\(phase + 1)")
    }

    private static func endsInNumber(_ part: ComponentID) -> Bool {
        guard let slash = part.text.lastIndex(of: "/") else { return false }
        let last = part.text[part.text.index(after: slash)...]
        return Int(last).map { "\($0)" == last && $0 > 0 } ?? false
    }

    /// - Parameter number: Of the component's publications, from 1.
    package static func stage(_ component: ComponentID, _ number: Int) -> StepID {
        StepID("stage:\(component)/\(number)")
    }

    package static func push(_ repository: RepositoryID) -> StepID { StepID("push:\(repository)") }
    package static func tag(_ component: ComponentID) -> StepID { StepID("tag:\(component)") }

    /// - Parameter number: Of the component's publications, from 1.
    package static func publish(_ component: ComponentID, _ number: Int) -> StepID {
        StepID("publish:\(component)/\(number)")
    }

    package static func verify(_ component: ComponentID) -> StepID { StepID("verify:\(component)") }
    package static func writeBack(_ repository: RepositoryID) -> StepID { StepID("write-back:\(repository)") }
    package static func publishSet(_ repository: RepositoryID) -> StepID { StepID("publish-set:\(repository)") }
    package static let assemble: StepID = "assemble"
    /// - Parameter number: Of the plan's follow-ups, from 1.
    package static func followUp(_ number: Int) -> StepID { StepID("follow-up:\(number)") }

    /// What tells steps of one component and kind apart: `test` of `gate:core/test`; nil where the id says no more.
    ///
    /// - Parameter component: The step's own, whose name may contain a `/`; nil for a step of none.
    package func detail(of component: ComponentID?) -> String? {
        guard let component, let colon = text.firstIndex(of: ":") else { return nil }
        let (rest, name) = (text[text.index(after: colon)...], component.text + "/")
        return rest.hasPrefix(name) && rest.count > name.count ? String(rest.dropFirst(name.count)) : nil
    }
}

extension PlannedStep {
    /// See ``StepID/detail(of:)``.
    package var detail: String? { id.detail(of: component) }
}
