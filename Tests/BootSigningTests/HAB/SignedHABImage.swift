import BootSigning
import Digests
import HAB
import KeyStore
import Model
import PKIX

/// A signed sample and the device that boots it: what negative tests start from.
struct SignedHABImage: Sendable {
    var image: [UInt8]
    var trust: DeviceTrust
    var keys: HABKeys
    /// Octets of the file before the commands.
    var start: Int

    /// Small, so that every bit can be tried: its commands stand behind 256 octets and have little room.
    static let p256 = Task { try await make(areAuthorities: true) }
    static let fast = Task { try await make(areAuthorities: false) }

    static let start = 256
    static let room = 2048

    private static func make(areAuthorities: Bool) async throws -> SignedHABImage {
        let keys = try await HABKeys(.ecdsaP256, areAuthorities: areAuthorities)
        var sample = SampleHABImage().octets
        var vectors = SampleHABImage().vectors
        vectors.commandSequence = SampleHABImage.address + UInt32(start)
        sample.replaceSubrange(0..<32, with: vectors.octets)
        // What is loaded reaches behind the image: the room of its commands.
        sample.replaceSubrange(
            32..<44,
            with: HABBootData(start: SampleHABImage.address - 0x400, count: 0x400 + UInt32(start + room)).octets
        )
        let signing = areAuthorities ? try keys.signing(room: room) : try keys.fastSigning(room: room)
        var sink = MemorySink()
        try await signing.sign(MemorySource(sample), to: &sink)
        return SignedHABImage(image: sink.bytes, trust: try keys.trust(), keys: keys, start: start)
    }

    func judged() throws -> Judgement { try HABFormat.verify(MemorySource(image), trust) }

    /// What the image is signed by, to be changed.
    struct Plan {
        var table: HABRootKeyTable
        var rootIndex = HABKeys.index
        var version: UInt8 = 0x42
        /// DER; nil for fast authentication.
        var commandCertificate: [UInt8]?
        var imageCertificate: [UInt8]?
        var commandSigner: SoftwareSigner
        var imageSigner: SoftwareSigner
        var blocks: [HABCommand.Block]
        var more: [HABCommand] = []
        /// Of the image, before it is signed.
        var change: (inout SignedData) -> Void = { _ in }
    }

    var plan: Plan {
        get throws {
            Plan(
                table: try keys.table,
                commandCertificate: keys.commands.certificate.der,
                imageCertificate: keys.image.certificate.der,
                commandSigner: keys.commandSigner,
                imageSigner: keys.imageSigner,
                blocks: [.init(address: SampleHABImage.address, count: UInt32(start))]
            )
        }
    }

    /// Signs what stands before the commands anew, with keys that are trusted, by a plan that need not make sense.
    mutating func forge(_ change: (inout Plan) async throws -> Void) async throws {
        var plan = try plan
        try await change(&plan)
        let (image, first) = (self.image, Int(SampleHABImage.address))
        let content = plan.blocks.flatMap { block in
            let lower = Int(block.address) - first
            let range = (lower..<lower + Int(block.count)).clamped(to: 0..<image.count)
            return Array(image[range])
        }
        let names = try (
            plan.commandCertificate.map { try Certificate(der: $0) } ?? keys.certificates[plan.rootIndex],
            (try? plan.imageCertificate.map { try Certificate(der: $0) }) ?? keys.image.certificate
        )
        var data: [[UInt8]] = [plan.table.octets]
        let signed = try await Self.signed(content, plan.imageSigner, names.1, plan.change)
        let isFast = plan.commandCertificate == nil
        if let der = plan.commandCertificate {
            data.append(HABEnvelope(.certificate, version: plan.version, der: der).octets)
        }
        data.append([UInt8](repeating: 0, count: 400))
        if let der = plan.imageCertificate {
            data.append(HABEnvelope(.certificate, version: plan.version, der: der).octets)
        }
        data.append(HABEnvelope(.signature, version: plan.version, der: signed).octets)
        func commands(_ places: [Int]) -> [HABCommand] {
            var places = places[...]
            var commands: [HABCommand] = [.installRootKey(index: plan.rootIndex, location: places.removeFirst())]
            if !isFast { commands.append(.installCommandKey(location: places.removeFirst())) }
            commands.append(.authenticateCommands(engine: .any, location: places.removeFirst()))
            if plan.imageCertificate != nil { commands.append(.installKey(slot: 2, location: places.removeFirst())) }
            let place = places.removeFirst()
            commands.append(
                .authenticateData(slot: isFast ? 0 : 2, engine: .any, location: place, blocks: plan.blocks)
            )
            return commands + plan.more
        }
        let bare = HABCommandSequence(version: plan.version, commands: commands([0, 0, 0, 0, 0]))
        var places: [Int] = []
        var place = bare.count
        for item in data {
            places.append(place)
            place += (item.count + 3) / 4 * 4
        }
        let sequence = HABCommandSequence(version: plan.version, commands: commands(places)).octets
        let own = try await Self.signed(sequence, plan.commandSigner, names.0) { _ in }
        data[isFast ? 1 : 2] = HABEnvelope(.signature, version: plan.version, der: own).octets
        var area = sequence
        for (place, item) in zip(places, data) {
            area += [UInt8](repeating: 0, count: place - area.count) + item
        }
        area += [UInt8](repeating: 0, count: max(0, image.count - start - area.count))
        self.image.replaceSubrange(start..., with: area.prefix(image.count - start))
    }

    private static func signed(
        _ content: [UInt8],
        _ signer: SoftwareSigner,
        _ certificate: Certificate,
        _ change: (inout SignedData) -> Void
    ) async throws -> [UInt8] {
        var data = SignedData(
            issuer: certificate.issuer.der,
            serial: certificate.serial,
            hash: .sha256,
            messageDigest: try HashAlgorithm.sha256.digest(content),
            signingTime: HABKeys.time,
            scheme: .ecdsa(.sha256),
            signature: []
        )
        change(&data)
        data.signature = try await signer.sign(.message(data.signedAttributes ?? []), data.scheme)
        return data.der ?? []
    }
}
