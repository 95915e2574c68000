package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore {
    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        try changing { () throws(StoreError) in
            let number = try number(of: run)
            for (component, version) in versions.sorted(by: { $0.key < $1.key }) {
                for held in try reservations(
                    matching: "AND component = ? AND run != ?", [.text(component.text), .integer(number)])
                where held.version == version {
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
        var reservations: [Reservation] = []
        try database.run(
            """
            SELECT runs.id, component, version FROM reservations JOIN runs ON run = runs.number
            WHERE NOT EXISTS (
                SELECT 1 FROM events WHERE events.run = reservations.run AND event LIKE '{"cancelled"%'
            ) \(condition) ORDER BY runs.number, component, version
            """, values
        ) { row in
            guard let version = Version(lenient: row.text(2)) else { return }
            reservations.append(
                Reservation(component: ComponentID(row.text(1)), version: version, run: RunID(row.text(0))))
        }
        return reservations
    }
}
