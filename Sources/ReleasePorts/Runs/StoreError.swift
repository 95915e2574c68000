package import ReleaseModel

/// What can go wrong with a store.
package enum StoreError: UserFacingError, Equatable {
    case conflict(expected: Int, actual: Int)
    case noSuchRun(RunID)
    /// Another engine executes the run.
    case claimed(RunID, by: EngineID)
    /// Another engine took the run from this one, which was silent for too long.
    case claimLost(RunID)
    /// The store returned to an earlier state, by a failover or a restored backup: what is missing.
    case rewound(RunID, String)
    /// An engine that executes runs of this workspace works in a different folder.
    case otherFolder(String, engine: EngineID)
    /// Another run holds this version, or has released it.
    /// - Parameter cancelled: The run that wanted it, which was cancelled before its first step.
    case versionHeld(ComponentID, Version, by: RunID, cancelled: RunID? = nil)
    /// It can't be used: the reason given by SQLite or PostgreSQL.
    case unusable(path: String, reason: String)
    /// What is stored is damaged; nothing was written over it.
    /// - Parameter opens: Whether the checks of the store can look at it.
    case corrupt(path: String, reason: String, opens: Bool = true)
    case readOnly(path: String)
    /// Other processes kept it locked for longer than the wait limit.
    case busy(path: String)
    /// The database server does not respond, or closed the connection.
    case unreachable(address: String, reason: String)
    /// It was written by a later version.
    case tooNew(path: String, found: Int, supported: Int)
    /// Something in it was written by a later version: `entry 7 of r1`.
    case newer(path: String, what: String)
    case full(path: String)

    package var code: String {
        switch self {
        case .conflict: "store.conflict"
        case .noSuchRun: "store.no-such-run"
        case .claimed: "store.claimed"
        case .claimLost: "store.claim-lost"
        case .rewound: "store.rewound"
        case .otherFolder: "store.other-folder"
        case .versionHeld: "store.version-held"
        case .unusable: "store.unusable"
        case .corrupt: "store.corrupt"
        case .readOnly: "store.read-only"
        case .busy: "store.busy"
        case .unreachable: "store.unreachable"
        case .tooNew, .newer: "store.too-new"
        case .full: "store.full"
        }
    }

    package var summary: String {
        switch self {
        case .conflict: "Another process changed the run at the same time."
        case .noSuchRun("@latest"): "This workspace has no runs yet."
        case .noSuchRun(let id): "There is no run '\(id)'."
        case .claimed(let run, let engine): "\(run) is being executed by the engine \(engine)."
        case .claimLost(let run): "Another engine took over \(run); this one stops."
        case .rewound(let run, _): "The store lost entries of \(run) that were stored already; nothing more is written."
        case .otherFolder(let folder, let engine):
            "The engine \(engine) executes runs of this workspace in a different folder, \(folder)."
        case .versionHeld(let component, let version, let run, let cancelled):
            "\(component) \(version) is reserved by the run \(run)."
                + (cancelled.map { " \($0) was cancelled; nothing was done." } ?? "")
        case .unusable(let path, let reason): "The store \(path) can't be used: \(reason)."
        case .corrupt(let path, let reason, _): "The store \(path) is damaged: \(reason). Nothing was written to it."
        case .readOnly(let path): "The store \(path) can't be written: the file, its folder or its disk is read-only."
        case .busy(let path): "The store \(path) has been locked by another process for too long."
        case .unreachable(let address, let reason): "The store at '\(address)' can't be reached: \(oneLine(reason))"
        case .tooNew(let path, let found, let supported):
            "The store \(path) has schema \(found); this version knows \(supported) and earlier."
        case .newer(let path, let what):
            "The store \(path) contains data from a newer version: \(what)."
        case .full(let path): "The disk that holds \(path) is full; no partial data was written."
        }
    }

    package var reasons: [String] {
        switch self {
        case .otherFolder:
            ["Engines that share a store need one common folder: candidates and release sets are in its .slipway."]
        case .rewound(_, let missing):
            [missing, "A failover or a restored backup brought back an earlier state of the store."]
        default: []
        }
    }

    package var suggestions: [String] {
        switch self {
        case .otherFolder(let folder, let engine):
            [
                "Work in that folder, on a disk that both machines see: slipway engine -C \(folder)",
                "Or stop \(engine), then start here; if it was killed, wait half a minute.",
                "Or give this one a workspace of its own: workspace: NAME in slipway.yaml",
            ]
        case .conflict: ["Try again; see the current state: slipway run show"]
        case .rewound(let run, _):
            [
                "Continue it; every open step checks first what exists already: slipway run resume \(run)",
                "See whether the store is intact: slipway audit verify",
            ]
        case .noSuchRun("@latest"): ["Start one: slipway release"]
        case .noSuchRun: ["List the runs: slipway run list"]
        case .claimed(let run, _), .claimLost(let run): ["Follow it: slipway run watch \(run)"]
        case .versionHeld(let component, _, let run, _):
            [
                "See its state: slipway run show \(run)",
                "Choose another version: slipway release --set-version \(component)=X.Y.Z; or cancel that run: slipway run cancel \(run)",
            ]
        case .unusable: ["Check address, rights and disk."]
        case .corrupt(let path, _, _) where !path.hasPrefix("/"):
            ["See what is damaged: slipway audit verify", "Restore the last backup into another database: pg_restore"]
        case .corrupt(let path, _, let opens):
            (opens ? ["See what is damaged: slipway store check"] : []) + [
                "Keep the damaged file for examination: mv \(path) \(path).damaged; move \(path)-wal and \(path)-shm too, if they exist",
                "Then restore the last backup: cp BACKUP \(path); slipway store check",
            ]
        case .readOnly(let path): ["Make it writable for the user that runs slipway: ls -ld \(path)*; mount"]
        case .busy: ["Try again; check which process holds it."]
        case .unreachable(let address, _):
            ["Check server and address: pg_isready -d '\(address)'"]
        case .tooNew, .newer: ["Use a newer slipway."]
        case .full: ["Make room, then: slipway run resume"]
        }
    }

    /// Whether data seen or written before is missing, so that every open step has to be checked again.
    package var isRewound: Bool { if case .rewound = self { true } else { false } }

    package var exitCode: ExitCode {
        switch self {
        case .conflict, .claimed, .claimLost, .rewound, .busy, .unreachable: .tryLater
        case .noSuchRun: .usage
        case .full: .incomplete
        case .unusable, .corrupt, .readOnly, .tooNew, .newer, .versionHeld: .failed
        case .otherFolder: .configuration
        }
    }

    package var retry: RetryAdvice {
        switch self {
        case .busy, .unreachable: .later
        case .conflict, .noSuchRun, .claimed, .claimLost, .rewound, .otherFolder, .versionHeld, .unusable, .corrupt,
            .readOnly, .tooNew, .newer, .full:
            .never
        }
    }
}

/// The words of a server on one line, as a sentence.
private func oneLine(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.hasSuffix("?") || words.hasSuffix(".") || words.hasSuffix("!") ? words : words + "."
}
