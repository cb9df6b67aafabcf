internal import Model

/// An unsigned image as it will be signed: with other vectors and boot data, and zeros up to where the commands begin.
struct HABPatchedSource<Base: OctetSource>: OctetSource {
    var base: Base
    /// Octets of the base that are kept.
    var kept: Int
    /// Each within ``kept``.
    var patches: [(place: Int, octets: [UInt8])]
    var count: Int
    /// Octets for the commands, behind.
    var room: Int

    func octets(in range: Range<Int>) throws(BedplateError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw BedplateError(.malformed, "octets \(range) of an image of \(count) octets")
        }
        let kept = range.clamped(to: 0..<max(kept, 0))
        var octets = kept.isEmpty ? [] : try base.octets(in: kept)
        octets += [UInt8](repeating: 0, count: range.count - octets.count)
        for patch in patches {
            let common = range.clamped(to: patch.place..<patch.place + patch.octets.count)
            for place in common {
                octets[place - range.lowerBound] = patch.octets[place - patch.place]
            }
        }
        return octets
    }
}
