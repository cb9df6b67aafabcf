internal import BootCrypto

/// Ecdsa-Sig-Value — RFC 3279, 2.2.3, in DER to the letter: one octet of length, no zero too many, nothing behind.
enum ECDSASignatureForm {
    /// r ‖ s, each of 32 octets; nil for any other encoding, and for numbers that are longer or negative.
    @inline(never)
    static func numbers(_ der: Span<UInt8>) -> InlineArray<64, UInt8>? {
        var numbers = InlineArray<64, UInt8>(repeating: 0)
        guard der.count >= 8, der.count <= 72, der[0] == 0x30, Int(der[1]) == der.count &- 2 else { return nil }
        var place = 2
        for number in 0..<2 {
            guard der.count &- place >= 3, der[place] == 0x02 else { return nil }
            var count = Int(der[place &+ 1])
            place &+= 2
            guard count > 0, der.count &- place >= count, der[place] < 0x80 else { return nil }
            let end = place &+ count
            if der[place] == 0, count > 1 {
                guard der[place &+ 1] >= 0x80 else { return nil }
                place &+= 1
                count &-= 1
            }
            guard count <= 32 else { return nil }
            var target = number &* 32 &+ 32 &- count
            while place < end {
                numbers[target] = der[place]
                target &+= 1
                place &+= 1
            }
        }
        return place == der.count ? numbers : nil
    }
}
