package import ReleaseModel

extension ClaimToken {
    /// Of 128 random bits.
    package static func random() -> ClaimToken {
        let halves = [UInt64.random(in: .min ... .max), .random(in: .min ... .max)]
        return ClaimToken(halves.map { ("0000000000000000" + String($0, radix: 16)).suffix(16) }.joined())
    }
}
