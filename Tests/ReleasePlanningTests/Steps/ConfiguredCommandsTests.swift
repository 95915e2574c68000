import ReleaseModel
import ReleasePlanning
import Testing

@Suite("Configured builds and gates, as commands")
struct ConfiguredCommandsTests {
    private let commands = ConfiguredCommands(
        component: "core", path: "packages/core", version: Version(1, 2, 3), tag: "core-v1.2.3",
        upstreams: ["base": "base"])

    @Test("A build has its full configuration, and extra arguments at the end")
    func build() {
        let build = BuildConfiguration(
            run: ["make", "{component}-{version}", "{tag}"], environment: ["A": "1"], secrets: ["KEY"], folder: "sub",
            timeout: 7, clean: ["make", "clean"], inPublishTree: true)
        let work = commands.build(build, extra: ["--fast"])
        #expect(work.arguments == ["make", "core-1.2.3", "core-v1.2.3", "--fast"])
        #expect(work.folder == "packages/core/sub" && work.environment == ["A": "1"])
        #expect(work.secrets == ["KEY"] && work.timeout == 7 && work.inPublishTree && work.isBlocking)
        #expect(work.upstreams == ["base": "base"])
        // What cleans is a build's command in everything but its arguments.
        var clean = work
        clean.arguments = ["make", "clean"]
        #expect(commands.clean(build) == clean)
        #expect(commands.clean(BuildConfiguration(run: ["make"])) == nil)
    }

    @Test("A gate is one command for each cell of its matrix, with the cell's values")
    func gate() {
        let gate = GateConfiguration(
            name: "test", run: ["test", "{os}", "{version}"], isBlocking: false,
            matrix: [MatrixAxis(name: "os", values: ["a", "b"]), MatrixAxis(name: "py", values: ["3"])],
            tests: .required, environment: ["A": "1"], secrets: ["KEY"], timeout: 7)
        let cells = commands.gate(gate)
        #expect(cells.map(\.suffix) == ["[os=a,py=3]", "[os=b,py=3]"])
        #expect(cells.map(\.work.arguments) == [["test", "a", "1.2.3"], ["test", "b", "1.2.3"]])
        for (cell, value) in zip(cells, ["a", "b"]) {
            let work = cell.work
            #expect(work.environment == ["A": "1", "SLIPWAY_MATRIX_OS": value, "SLIPWAY_MATRIX_PY": "3"])
            #expect(!work.isBlocking && work.tests == .required && work.secrets == ["KEY"] && work.timeout == 7)
        }
        let plain = commands.gate(GateConfiguration(name: "lint", run: ["lint"]))
        #expect(plain.map(\.suffix) == [""] && plain.map(\.work.folder) == ["packages/core"])
    }
}
