/// A value that nothing shows: it can't be printed, encoded or compared in a time that depends on it.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    package init(_ value: String) { self.value = value }

    /// The value itself, for what needs it: the environment of a command, a header, and masking.
    package func reveal() -> String { value }

    package var description: String { "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Takes as long for a wrong first byte as for a wrong last one.
    package static func == (left: Secret, right: Secret) -> Bool {
        let (one, other) = (Array(left.value.utf8), Array(right.value.utf8))
        var difference: UInt8 = one.count == other.count ? 0 : 1
        for index in one.indices { difference |= one[index] ^ (index < other.count ? other[index] : 0) }
        return difference == 0
    }
}
