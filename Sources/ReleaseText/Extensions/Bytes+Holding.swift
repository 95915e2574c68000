extension [UInt8] {
    /// Whether these bytes stand somewhere in a row.
    package func holds(_ wanted: [UInt8]) -> Bool {
        guard let first = wanted.first, count >= wanted.count else { return wanted.isEmpty }
        var start = 0
        while let next = self[start...(count - wanted.count)].firstIndex(of: first) {
            if self[next...].starts(with: wanted) { return true }
            start = next + 1
            if start > count - wanted.count { return false }
        }
        return false
    }
}
