package import ReleaseModel

/// Masks secret values in a stream of bytes, also where one is split between two pieces.
package struct Redactor: Sendable {
    private let secrets: [[UInt8]]
    private let longest: Int
    private var pending: [UInt8] = []
    private static let mask = Array("***".utf8)

    /// - Parameter secrets: Values shorter than four bytes are left out: masking them would tell more than it hides.
    package init(secrets: [Secret]) {
        self.secrets = secrets.map { Array($0.reveal().utf8) }.filter { $0.count >= 4 }.sorted { $0.count > $1.count }
        longest = self.secrets.first?.count ?? 0
    }

    /// Adds bytes and returns those that can no longer be part of a secret.
    package mutating func add(_ bytes: some Collection<UInt8>) -> [UInt8] {
        guard longest > 0 else { return Array(bytes) }
        pending += bytes
        return take(keeping: longest - 1)
    }

    /// The rest, at the stream's end.
    package mutating func finish() -> [UInt8] { take(keeping: 0) }

    private mutating func take(keeping kept: Int) -> [UInt8] {
        var output: [UInt8] = []
        var position = 0
        while position < pending.count - kept || (position < pending.count && kept == 0) {
            if let secret = secrets.first(where: { pending[position...].starts(with: $0) }) {
                output += Redactor.mask
                position += secret.count
            } else {
                output.append(pending[position])
                position += 1
            }
        }
        pending.removeFirst(min(position, pending.count))
        return output
    }
}
