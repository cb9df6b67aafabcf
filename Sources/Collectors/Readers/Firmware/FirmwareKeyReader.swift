import Assessment
import BootSigning
import DeviceTree
import FIT
import MCUboot
import Model
import PKIX
internal import Wire

/// The keys in a file of firmware: those that a boot loader was built with (MCUboot's key array, the nodes `/signature/key-*`
/// of a U-Boot control tree), and the one that an MCUboot image says it was signed with. Compared with the development keys
/// that everybody can sign with, and with the release keys.
///
/// A file is no unit: where on the part such a key lies, and whether it can be changed, it does not show. A public key that is
/// neither a known one nor a release key may be for anything, and is only noted.
public enum FirmwareKeyReader: EvidenceReader {
    public static let name = "firmware-keys"
    public static let command = "the file that is flashed: the boot loader's, u-boot.dtb, or an MCUboot image"

    private static let imageMark: [UInt8] = [0x3D, 0xB8, 0xF3, 0x96]
    private static let treeMark: [UInt8] = [0xD0, 0x0D, 0xFE, 0xED]
    private static let executableMark: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    /// Device trees that are looked for within a file, and keys that are noted.
    private static let treeLimit = 64
    private static let noteLimit = 32

    public static func recognises(_ octets: [UInt8]) -> Bool {
        [imageMark, treeMark, executableMark].contains { octets.starts(with: $0) }
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        guard octets.count >= 32 else {
            throw BedplateError(.malformed, "no firmware has \(octets.count) octets", location: name)
        }
        var reading = Reading(reader: name, part: options.part, isSimulated: options.isSimulated)
        var found: Set<[UInt8]> = []
        if octets.starts(with: imageMark) { try readImage(octets, options, &found, &reading) }
        try readTrees(octets, options, &found, &reading)
        scan(octets, options, &found, &reading)
        if found.isEmpty { reading.missing.append("a verification key: none is in the file in a form that is known") }
        reading.missing.append("where on the part the keys are, and what keeps them: a file does not show it")
        return reading
    }

    /// The key hash or the key of an MCUboot image. Which key the image is checked with, is the boot loader's to say.
    private static func readImage(
        _ octets: [UInt8],
        _ options: ReadingOptions,
        _ found: inout Set<[UInt8]>,
        _ reading: inout Reading
    ) throws {
        let image: MCUbootImage
        do { image = try MCUbootImage(octets) } catch {
            throw BedplateError(.malformed, "an MCUboot image that cannot be read", cause: error, location: name)
        }
        for entry in (image.protected?.entries ?? []) + image.unprotected.entries {
            let digest: [UInt8]? =
                switch entry.type {
                case .keyHash where entry.value.count == 32: entry.value
                case .publicKey: KeyHash.sha256(entry.value)
                default: nil
                }
            guard let digest else { continue }
            note(digest, "signer of the image", "MCUboot TLV at octet \(entry.offset)", options, &found, &reading)
        }
    }

    /// Control trees: the file is one, or has one in it on an even place.
    private static func readTrees(
        _ octets: [UInt8],
        _ options: ReadingOptions,
        _ found: inout Set<[UInt8]>,
        _ reading: inout Reading
    ) throws {
        var trees = 0
        for start in places(of: treeMark, in: octets) where start % 4 == 0 && trees < treeLimit {
            trees += 1
            let size = octets[(start + 4)...].prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let end = min(octets.count, start + max(size, 40))
            let tree: DeviceTree
            do { tree = try DeviceTree(Array(octets[start..<end])) } catch {
                // Within code the mark may stand for itself.
                guard start == 0 else { continue }
                throw BedplateError(.malformed, "a device tree that cannot be read", cause: error, location: name)
            }
            guard tree.root.child("signature") != nil else { continue }
            let keys: [FITKeyNode]
            do { keys = try FITKeyNode.all(in: tree) } catch {
                throw BedplateError(.malformed, "\(error)", location: "\(name): tree at octet \(start)")
            }
            for key in keys {
                guard let digest = digest(of: key.publicKey) else { continue }
                note(digest, "key-\(key.name)", "/signature of the tree at octet \(start)", options, &found, &reading)
                if key.required == nil {
                    reading.missing.append("key-\(key.name) is there, and nothing demands it ('required' is not set)")
                }
            }
        }
    }

    private static func digest(of key: PublicKeyInfo) -> [UInt8]? {
        key.subjectPublicKeyInfo.flatMap { KeyHash.sha256($0) }
    }

    /// DER of public keys, and the hashes of known ones, anywhere in the octets.
    private static func scan(
        _ octets: [UInt8],
        _ options: ReadingOptions,
        _ found: inout Set<[UInt8]>,
        _ reading: inout Reading
    ) {
        for pattern in KeyPattern.all {
            for start in places(of: pattern.prefix, in: octets) {
                guard let digest = pattern.digest(octets, at: start) else { continue }
                note(digest, "key at \(UInt64(start).hexadecimal)", pattern.name, options, &found, &reading)
            }
        }
        for known in PublicDevelopmentKey.known {
            guard let digest = Hexadecimal.decode(known.digest), let start = places(of: digest, in: octets).first else {
                continue
            }
            note(digest, "key hash at \(UInt64(start).hexadecimal)", "SHA-256 in the file", options, &found, &reading)
        }
    }

    private static func note(
        _ digest: [UInt8],
        _ name: String,
        _ origin: String,
        _ options: ReadingOptions,
        _ found: inout Set<[UInt8]>,
        _ reading: inout Reading
    ) {
        guard found.insert(digest).inserted else { return }
        let known = PublicDevelopmentKey(keyHash: digest)
        guard known != nil || options.releaseKeys.contains(digest) else {
            if reading.notes.count < noteLimit {
                reading.notes.append(
                    "\(name) (\(origin)): SHA-256 \(Hexadecimal.encode(digest)), not a known development key"
                )
            }
            return
        }
        reading.add(
            .verifyKey,
            name,
            [
                "storage": "firmware", "digest": Hexadecimal.encode(digest), "development": known?.source,
                "released": options.isReleased(digest),
            ],
            origin
        )
    }

    /// Where the mark stands, ascending.
    static func places(of mark: [UInt8], in octets: [UInt8]) -> [Int] {
        guard let first = mark.first, octets.count >= mark.count else { return [] }
        var places: [Int] = []
        var start = 0
        let last = octets.count - mark.count
        while start <= last, let next = octets[start...last].firstIndex(of: first) {
            if octets[next..<(next + mark.count)].elementsEqual(mark) { places.append(next) }
            start = next + 1
        }
        return places
    }
}
