import ReleaseModel

/// One combination of a gate's matrix.
struct MatrixCell {
    /// In the order of the axes.
    let values: [(axis: String, value: String)]

    /// Every combination, first axis slowest; one empty cell where there is no matrix.
    static func all(of matrix: [MatrixAxis]) -> [MatrixCell] {
        matrix.reduce([MatrixCell(values: [])]) { cells, axis in
            cells.flatMap { cell in axis.values.map { MatrixCell(values: cell.values + [(axis.name, $0)]) } }
        }
    }

    /// For the step's name: `[python=3.11,os=linux]`, or nothing.
    var suffix: String {
        values.isEmpty ? "" : "[" + values.map { "\($0.axis)=\($0.value)" }.joined(separator: ",") + "]"
    }

    var environment: [String: String] {
        Dictionary(
            values.map { axis, value in
                ("SLIPWAY_MATRIX_" + String(axis.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }), value)
            }, uniquingKeysWith: { _, last in last })
    }

    func fill(_ argument: String) -> String {
        values.reduce(argument) { $0.replacing("{\($1.axis)}", with: $1.value) }
    }
}
