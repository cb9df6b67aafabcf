internal import Digests
public import Model
internal import Wire

extension Judgement {
    /// Checks what a device's trust state demands of every format: a demand that is not understood would be a check
    /// that is not made.
    ///
    /// - Parameters:
    ///   - counters: the names of the format's counters, whose values the format checks; empty when it has none.
    ///   - hasHybrid: whether the format has post-quantum signatures, and checks them.
    mutating func checkDevice(
        _ trust: DeviceTrust,
        counters: Set<String>,
        hasHybrid: Bool = false,
        _ image: some OctetSource
    ) throws(BedplateError) {
        for name in trust.counters.keys.sorted() where !counters.contains(name) {
            check(
                false,
                .imageCounterName,
                "the device's counters are counters of the format",
                expected: counters.isEmpty
                    ? "none: the format has no counter" : counters.sorted().joined(separator: ", "),
                found: name
            )
        }
        if trust.requiresHybrid, !hasHybrid {
            check(false, .imageHybrid, "a post-quantum signature is there", found: "the format has none")
        }
        guard let expected = trust.expectedImage else { return }
        let found = Hexadecimal.encode(try image.digest(.sha256).octets)
        check(
            found == expected.lowercased(),
            .imageExpected,
            "the image is the expected one",
            expected: expected,
            found: found
        )
    }

    /// Checks that a digest of a key is fused and not revoked. Zeros are a fuse that nobody wrote.
    ///
    /// - Returns: the fused digests of these sizes, in octets.
    mutating func checkFused(
        _ trust: DeviceTrust,
        _ name: String,
        sizes: [Int]
    ) -> [DeviceTrust.KeyDigest] {
        let fused = trust.digests.filter { sizes.contains($0.octets.count) && $0.octets.contains { $0 != 0 } }
        let octets = sizes.map(String.init).joined(separator: " or ")
        check(
            fused.contains { !$0.isRevoked },
            .imageKeyRequired,
            "the device has a fused \(name) that is not revoked",
            found: fused.isEmpty ? "none of \(octets) octets" : "revoked ones only"
        )
        return fused
    }
}

extension Finding.Code {
    /// The device's trust state names only counters that the format has.
    public static let imageCounterName = Self("image.counter-name")
}
