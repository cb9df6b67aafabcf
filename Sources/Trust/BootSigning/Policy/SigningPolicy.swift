public import Foundation
public import Model
internal import Wire

/// What may be signed, with which key, as a small typed file. Without a file the first rule holds all the same: nothing is
/// signed with a key whose private half is public.
///
/// ```json
/// {
///   "version": 1,
///   "revokedKeys": ["e304…38b6"],
///   "keysEnd": { "c190…4e3c": "2027-01-01T00:00:00Z" },
///   "leastCounters": { "counter": 7 }
/// }
/// ```
///
/// Keys are named by SHA-256 over their SubjectPublicKeyInfo, in hexadecimal.
public struct SigningPolicy: Hashable, Sendable {
    public var revokedKeys: Set<[UInt8]>
    /// Until when a key may sign.
    public var keysEnd: [[UInt8]: Date]
    /// The smallest counter that an image may have, by the format's name for it: none is ever signed that devices in the
    /// field, which have seen this one, would take for a downgrade.
    public var leastCounters: [String: UInt32]

    public init(
        revokedKeys: Set<[UInt8]> = [],
        keysEnd: [[UInt8]: Date] = [:],
        leastCounters: [String: UInt32] = [:]
    ) {
        self.revokedKeys = revokedKeys
        self.keysEnd = keysEnd
        self.leastCounters = leastCounters
    }

    /// - Throws: ``BedplateError/Code/malformed`` with the place.
    public init(json: [UInt8]) throws {
        let file = try StrictJSON(json, name: "policy").object(
            allowing: ["version", "revokedKeys", "keysEnd", "leastCounters"]
        )
        try file.require(version: 1)
        self.init()
        for key in try file.optional("revokedKeys")?.array(atMost: 4096) ?? [] {
            revokedKeys.insert(try key.octets(32))
        }
        for (name, end) in try file.optional("keysEnd")?.entries() ?? [] {
            guard let date = try? Date(end.text(atMost: 40), strategy: .iso8601) else {
                throw end.error("a time as in RFC 3339 was expected")
            }
            guard let key = Hexadecimal.decode(name), key.count == 32 else {
                throw end.error("a key is named by 64 hexadecimal digits")
            }
            keysEnd[key] = date
        }
        for (name, value) in try file.optional("leastCounters")?.entries() ?? [] {
            leastCounters[name] = UInt32(try value.integer(in: 0...Int(UInt32.max)))
        }
    }

    /// Whether an image with these counters may be signed with the key now.
    ///
    /// - Parameter key: DER SubjectPublicKeyInfo.
    public func judge(key: [UInt8], counters: [String: UInt32], at now: Date) throws -> Judgement {
        let name = try KeyHash.fingerprint(key)
        var judgement = Judgement()
        let known = PublicDevelopmentKey(subjectPublicKeyInfo: key)
        judgement.check(
            known == nil,
            .imageKeyPublic,
            "the key's private half is not public",
            expected: "a key of your own",
            found: known?.source
        )
        judgement.check(
            !revokedKeys.contains(name),
            .imageKeyRevoked,
            "the policy does not revoke the key",
            expected: "a key in force",
            found: "revoked"
        )
        if let end = keysEnd[name] {
            judgement.check(
                now < end,
                .imageKeyExpired,
                "the key may still sign",
                expected: "before \(end.formatted(.iso8601))",
                found: now.formatted(.iso8601)
            )
        }
        for (counter, least) in leastCounters.sorted(by: { $0.key < $1.key }) {
            judgement.check(
                counters[counter].map { $0 >= least } ?? false,
                .imageCounter,
                "the image's \(counter) is no downgrade",
                expected: "\(least) or more",
                found: counters[counter].map(String.init) ?? "none"
            )
        }
        return judgement
    }
}
