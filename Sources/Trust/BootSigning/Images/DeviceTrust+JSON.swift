internal import Model
internal import PKIX
internal import Wire

extension DeviceTrust {
    /// Reads what a device trusts from a small typed file: what is fused, written down or read from the unit.
    ///
    /// ```json
    /// {
    ///   "version": 1,
    ///   "keys": [{ "name": "dev", "pem": "-----BEGIN PUBLIC KEY-----\\n…", "revoked": false }],
    ///   "digests": [{ "octets": "e304…38b6", "revoked": true }],
    ///   "counters": { "counter": 7 },
    ///   "requiresHybrid": false
    /// }
    /// ```
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place.
    public init(json: [UInt8]) throws {
        let file = try StrictJSON(json, name: "device").object(
            allowing: ["version", "keys", "digests", "counters", "requiresHybrid"]
        )
        try file.require(version: 1)
        self.init()
        for entry in try file.optional("keys")?.array(atMost: 64) ?? [] {
            let key = try entry.object(allowing: ["name", "pem", "revoked"])
            let pem = try key.value("pem")
            keys.append(
                Key(
                    subjectPublicKeyInfo: try Self.publicKey(pem),
                    name: try key.optional("name")?.text(atMost: 128),
                    isRevoked: try key.optional("revoked")?.boolean() ?? false
                )
            )
        }
        for entry in try file.optional("digests")?.array(atMost: 64) ?? [] {
            let digest = try entry.object(allowing: ["octets", "revoked"])
            let text = try digest.value("octets")
            guard let octets = Hexadecimal.decode(try text.text(atMost: 128)), [32, 48, 64].contains(octets.count)
            else {
                throw text.error("64, 96 or 128 hexadecimal digits were expected")
            }
            digests.append(KeyDigest(octets, isRevoked: try digest.optional("revoked")?.boolean() ?? false))
        }
        for (name, value) in try file.optional("counters")?.entries() ?? [] {
            counters[name] = UInt32(try value.integer(in: 0...Int(UInt32.max)))
        }
        requiresHybrid = try file.optional("requiresHybrid")?.boolean() ?? false
    }

    private static func publicKey(_ node: StrictJSON) throws -> [UInt8] {
        guard let blocks = try? PEM.decode(Array(try node.multiline(atMost: 8192).utf8)), blocks.count == 1,
            let block = blocks.first, block.label == "PUBLIC KEY", (try? PublicKeyInfo(der: block.bytes)) != nil
        else { throw node.error("one PUBLIC KEY in PEM was expected") }
        return block.bytes
    }
}
