package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore {
    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            let number = try number(of: run)
            for (component, version) in versions.sorted(by: { $0.key < $1.key }) {
                for held in try reservations(matching: "WHERE component = ?", [.text(component.text)])
                where held.run != run && held.version == version {
                    throw StoreError.versionHeld(component, version, by: held.run)
                }
                try database.run(
                    "INSERT OR IGNORE INTO reservations (run, component, version) VALUES (?, ?, ?)",
                    [.integer(number), .text(component.text), .text(version.text)])
            }
        }
    }

    package func reservations() async throws(StoreError) -> [Reservation] {
        try reservations(matching: "", [])
    }

    /// Those of runs that are not cancelled.
    private func reservations(
        matching condition: String, _ values: [Database.Value]
    ) throws(StoreError) -> [Reservation] {
        var rows: [(number: Int, reservation: Reservation)] = []
        try database.run(
            """
            SELECT runs.number, runs.id, component, version FROM reservations JOIN runs ON run = runs.number \(condition)
            ORDER BY runs.number, component, version
            """, values
        ) { row in
            guard let version = Version(lenient: row.text(3)) else { return }
            rows.append(
                (
                    row.integer(0),
                    Reservation(component: ComponentID(row.text(2)), version: version, run: RunID(row.text(1)))
                ))
        }
        var isCancelled: [Int: Bool] = [:]
        for number in Set(rows.map(\.number)) {
            isCancelled[number] = RunState(try entries(of: number, after: 0)).cancellation != nil
        }
        return rows.filter { isCancelled[$0.number] == false }.map(\.reservation)
    }
}
