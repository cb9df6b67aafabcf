/// s and n − s verify alike, and common tools emit either: both are accepted, the low one is emitted.
extension ECDSASignature {
    /// Whether both numbers are between 1 and n − 1.
    public func isInRange(_ curve: EllipticCurve) -> Bool {
        [r, s].allSatisfy { number in
            guard !number.isEmpty, number.count <= curve.fieldSize else { return false }
            return Self.padded(number, curve).lexicographicallyPrecedes(curve.order)
        }
    }

    /// The same signature with the smaller of s and n − s. One that is out of range stays as it is.
    public func lowS(_ curve: EllipticCurve) -> ECDSASignature {
        guard isInRange(curve) else { return self }
        let low = Self.padded(s, curve)
        var high = curve.order
        var borrow = 0
        for place in high.indices.reversed() {
            let difference = Int(high[place]) - Int(low[place]) - borrow
            borrow = difference < 0 ? 1 : 0
            high[place] = UInt8(truncatingIfNeeded: difference)
        }
        return high.lexicographicallyPrecedes(low) ? ECDSASignature(r: r, s: high) : self
    }

    private static func padded(_ number: [UInt8], _ curve: EllipticCurve) -> [UInt8] {
        [UInt8](repeating: 0, count: curve.fieldSize - number.count) + number
    }
}
