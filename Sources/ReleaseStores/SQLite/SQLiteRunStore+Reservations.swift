package import ReleaseModel
package import ReleasePorts

extension SQLiteRunStore {
    /// One look for each version, however many runs hold others.
    package func reserve(_ versions: [ComponentID: Version], for run: RunID) async throws(StoreError) {
        try changing { () throws(StoreError) in
            let number = try number(of: run)
            // A run cancelled meanwhile reserves nothing.
            guard try !isCancelled(number) else { return }
            for (component, version) in versions.sorted(by: { $0.key < $1.key }) {
                let key: [Database.Value] = [.text(component.text), .text(version.identity)]
                if let holder = try database.number(
                    "SELECT run FROM held WHERE component = ? AND version = ?", key)
                {
                    guard holder != number else { continue }
                    throw StoreError.versionHeld(component, version, by: try id(of: holder))
                }
                try database.run(
                    "INSERT INTO held (component, version, run, spelling) VALUES (?, ?, ?, ?)",
                    key + [.integer(number), .text(version.text)])
            }
        }
    }

    package func reservations(isOpen: Bool) async throws(StoreError) -> [Reservation] {
        var reservations: [Reservation] = []
        try database.run(
            """
            SELECT runs.id, component, spelling FROM runs \(isOpen ? "INDEXED BY open_runs" : "")
            JOIN held ON run = runs.number \(isOpen ? "WHERE is_over = 0" : "")
            ORDER BY runs.number, component, version
            """
        ) { row in
            guard let version = Version(stored: row.text(2)) else { return }
            reservations.append(
                Reservation(component: ComponentID(row.text(1)), version: version, run: RunID(row.text(0))))
        }
        return reservations
    }

    /// In the transaction that stores that a run is given up.
    ///
    /// - Parameter usedUp: Whose versions stay held: they are public.
    func release(_ run: Int, except usedUp: [ComponentID]) throws(StoreError) {
        let kept = Set(usedUp.map(\.text))
        var components: [String] = []
        try database.run("SELECT DISTINCT component FROM held WHERE run = ?", [.integer(run)]) {
            components.append($0.text(0))
        }
        for component in components where !kept.contains(component) {
            try database.run(
                "DELETE FROM held WHERE run = ? AND component = ?", [.integer(run), .text(component)])
        }
    }

    private func id(of run: Int) throws(StoreError) -> RunID {
        var id = RunID("r\(run)")
        try database.run("SELECT id FROM runs WHERE number = ?", [.integer(run)]) { id = RunID($0.text(0)) }
        return id
    }

    private func isCancelled(_ run: Int) throws(StoreError) -> Bool {
        try database.number(
            "SELECT 1 FROM runs WHERE number = ? AND status = 'cancelled'", [.integer(run)]) != nil
    }
}
