internal import Digests
internal import PKIX

/// The root of trust in a certificate block: the hashes of all root keys, and the one that signs.
///
/// | octets | field |
/// |---|---|
/// | 4 | flags: bits 0–3 curve, 4–7 number of root keys, 8–11 the one in use, 31 it signs the image itself |
/// | n × 32 or 48 | the root keys' hashes, when there are several |
/// | 64 or 96 | the root key in use |
public struct MBIRootRecord: Hashable, Sendable {
    /// One hash for each root key, in the order of the device's slots; empty when there is one key only, whose hash is
    /// what is fused.
    public var hashes: [[UInt8]]
    /// Which root key it is.
    public var index: Int
    public var key: MBIPublicKey

    public static let keyLimit = 4

    public init(hashes: [[UInt8]], index: Int, key: MBIPublicKey) {
        self.hashes = hashes
        self.index = index
        self.key = key
    }

    /// How many root keys there are.
    public var keyCount: Int { max(1, hashes.count) }

    /// Octets.
    var count: Int { 4 + hashes.reduce(0) { $0 + $1.count } + key.point.count }

    /// - Parameter signsImage: whether the root key signs the image itself; else it signs the image signing key.
    func octets(signsImage: Bool) -> [UInt8] {
        let flags = key.code | UInt32(keyCount) << 4 | UInt32(truncatingIfNeeded: index) << 8
        return Octets.little(flags | (signsImage ? 1 << 31 : 0), 4) + hashes.flatMap { $0 } + key.point
    }

    /// Reads the record that begins at `start`.
    ///
    /// Not checked here: whether the key has the hash at its index, and whether its point is on the curve.
    static func read(
        _ octets: [UInt8],
        at start: Int
    ) throws(MBIFault) -> (record: MBIRootRecord, signsImage: Bool) {
        guard octets.count - start >= 4 else { throw MBIFault(.truncated, at: octets.count) }
        let flags = Octets.number(octets, start, 4)
        guard flags & 0x7FFF_F000 == 0 else { throw MBIFault(.rootFlags, at: start) }
        guard let curve = MBIPublicKey.curve(ofCode: flags & 0xF) else { throw MBIFault(.curve, at: start) }
        let (keys, index) = (Int(flags >> 4 & 0xF), Int(flags >> 8 & 0xF))
        guard (1...keyLimit).contains(keys), index < keys else { throw MBIFault(.rootFlags, at: start) }
        var place = start + 4
        // A hash of a root key is as long as a coordinate of its curve.
        let hashCount = keys == 1 ? 0 : keys
        let end = place + hashCount * curve.fieldSize + MBIPublicKey.size(curve)
        guard end <= octets.count else { throw MBIFault(.truncated, at: octets.count) }
        var hashes: [[UInt8]] = []
        for _ in 0..<hashCount {
            hashes.append(Array(octets[place..<place + curve.fieldSize]))
            place += curve.fieldSize
        }
        let key = MBIPublicKey(curve: curve, point: Array(octets[place..<end]))
        return (MBIRootRecord(hashes: hashes, index: index, key: key), flags >> 31 == 1)
    }
}
