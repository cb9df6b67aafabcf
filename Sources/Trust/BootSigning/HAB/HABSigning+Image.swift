internal import Digests
internal import HAB
public import Model
internal import PKIX

internal import struct Foundation.Date

extension HABSigning {
    /// Writes the image with its commands and signatures; those that it has already are replaced.
    ///
    /// The image is read twice, in parts. The commands stand where the vector table says; when it does not, behind the
    /// image at the next 4 KiB of what is loaded. The boot data then count them too, so that the ROM loads them. Each
    /// signature is verified before it is written; ECDSA signatures have the smaller of their two values.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` for what is no HAB image, ``BedplateError/Code/conflict`` when something
    ///   stands where the commands belong.
    public func sign(_ image: some OctetSource, to sink: inout some OctetSink) async throws {
        let source = try prepared(image)
        let start = source.count
        let digest = try source.digest(.sha256, of: [0..<start])
        let vectors = try HABVectorTable(try source.prefix(HABVectorTable.size))
        let block = HABCommand.Block(address: vectors.address, count: UInt32(start))
        let area = try await area(digest.octets, [block])
        let room = source.room
        guard area.count <= room else {
            throw BedplateError(
                .conflict,
                "the commands need \(area.count) octets, and there are \(room)",
                hint: "reserve more room"
            )
        }
        try sink.copy(0..<start, of: source)
        try sink.write(area)
        // In parts: what a hostile image asks for is not held.
        var rest = room - area.count
        while rest > 0 {
            try sink.write([UInt8](repeating: 0, count: min(rest, 1 << 20)))
            rest -= min(rest, 1 << 20)
        }
    }

    /// The commands with their data, for an image with this digest in these blocks.
    func area(_ digest: [UInt8], _ blocks: [HABCommand.Block]) async throws -> [UInt8] {
        let imageSignature = try await signature(over: digest, by: authentication.image)
        let reserved = Self.signatureLimit(authentication.commands.certificate)
        // The places depend on sizes only; that of the commands' own signature is not known yet where it is ECDSA.
        var data: [(octets: [UInt8], room: Int)] = [(table.octets, table.octets.count)]
        var commands: [(Int) -> HABCommand] = [{ .installRootKey(index: rootIndex, location: $0) }]
        var signaturePlace = 1
        func add(_ octets: [UInt8], room: Int? = nil, _ command: @escaping (Int) -> HABCommand) {
            data.append((octets, room ?? octets.count))
            commands.append(command)
        }
        func wrapped(_ certificate: Certificate) -> [UInt8] {
            HABEnvelope(.certificate, version: version, der: certificate.der).octets
        }
        if case .certified(let key, _) = authentication {
            add(wrapped(key.certificate)) { .installCommandKey(location: $0) }
            signaturePlace = 2
        }
        add([], room: HABHeader.size + reserved) { .authenticateCommands(engine: .any, location: $0) }
        var slot = 0
        if case .certified(_, let key) = authentication {
            slot = 2
            add(wrapped(key.certificate)) { .installKey(slot: 2, location: $0) }
        }
        add(HABEnvelope(.signature, version: version, der: imageSignature).octets) {
            .authenticateData(slot: slot, engine: .any, location: $0, blocks: blocks)
        }
        let unlocked = unlocks.map { HABCommand.unlock(engine: $0.engine, features: $0.features, unit: nil) }
        let sizes = HABCommandSequence(version: version, commands: commands.map { $0(0) } + unlocked)
        var place = sizes.count
        var (places, made) = ([Int](), [HABCommand]())
        for (command, item) in zip(commands, data) {
            places.append(place)
            made.append(command(place))
            place += (item.room + 3) / 4 * 4
        }
        let sequence = HABCommandSequence(version: version, commands: made + unlocked).octets
        let own = try await signature(
            over: try HashAlgorithm.sha256.digest(sequence),
            by: authentication.commands
        )
        data[signaturePlace].octets = HABEnvelope(.signature, version: version, der: own).octets
        var area = sequence
        for (place, item) in zip(places, data) {
            area += [UInt8](repeating: 0, count: place - area.count) + item.octets
        }
        return area
    }

    private func signature(over digest: [UInt8], by key: Key) async throws -> [UInt8] {
        let certificate = key.certificate
        guard let scheme = HABSignature.scheme(for: certificate.publicKey) else {
            throw BedplateError(.unsupportedScheme, "HAB knows RSA and ECDSA")
        }
        var data = SignedData(
            issuer: certificate.issuer.der,
            serial: certificate.serial,
            hash: .sha256,
            messageDigest: digest,
            signingTime: signingTime,
            scheme: scheme,
            signature: []
        )
        guard let message = data.signedAttributes else {
            throw BedplateError(.malformed, "no signature can say the time \(signingTime)")
        }
        data.signature = try await key.signer.sign(.message(message), scheme)
        if case .ellipticCurve(let curve, _, _) = certificate.publicKey,
            let made = try? ECDSASignature(der: data.signature)
        {
            data.signature = made.lowS(curve).der
        }
        guard let verifier = try? VerificationKey(certificate.publicKey), data.isValid(by: verifier),
            let der = data.der,
            HABSignature(der: der) != nil
        else {
            throw BedplateError(
                .unavailable,
                "the key in \(key.signer.home.location) made a signature that does not hold"
            )
        }
        return der
    }

    /// The most octets of a signature with this certificate's key.
    private static func signatureLimit(_ certificate: Certificate) -> Int {
        let count: Int
        switch certificate.publicKey {
        case .rsa(let modulus, _): count = modulus.count
        case .ellipticCurve(let curve, _, _):
            let most = [UInt8](repeating: 0xFF, count: curve.fieldSize)
            count = ECDSASignature(r: most, s: most).der.count
        default: count = 0
        }
        let data = SignedData(
            issuer: certificate.issuer.der,
            serial: certificate.serial,
            hash: .sha256,
            messageDigest: [UInt8](repeating: 0, count: 32),
            signingTime: Date(timeIntervalSince1970: 0),
            scheme: HABSignature.scheme(for: certificate.publicKey) ?? .ed25519,
            signature: [UInt8](repeating: 0, count: count)
        )
        return data.der?.count ?? 0
    }
}
