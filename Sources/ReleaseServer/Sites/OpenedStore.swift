import ReleasePorts

/// A store that is opened when it is first needed, and again after that failed.
actor OpenedStore {
    private let open: @Sendable () async throws -> any ServedStore
    private var store: (any ServedStore)?

    init(_ open: @escaping @Sendable () async throws -> any ServedStore) { self.open = open }

    func get() async throws -> any ServedStore {
        if let store { return store }
        let opened = try await open()
        // Another request may have opened it meanwhile.
        let store = store ?? opened
        self.store = store
        return store
    }
}
