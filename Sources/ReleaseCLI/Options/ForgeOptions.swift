import ArgumentParser
import ReleaseComposition

/// Which forge is asked where the configuration names none.
struct ForgeOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "The address of the forge's REST interface, where slipway.yaml does not say it. (default: that of the remote's host)",
            valueName: "address"))
    var api: String?

    var choice: ForgeChoice { ForgeChoice(api: api) }
}
