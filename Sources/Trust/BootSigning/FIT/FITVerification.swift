internal import DeviceTree
internal import Digests
internal import FIT
internal import Model
internal import PKIX
internal import Wire

/// One verification of one FIT.
struct FITVerification<Source: OctetSource> {
    private let image: Source
    private let fit: FlattenedImageTree
    private let trust: FITTrust
    private let keys: [FITKey]
    private var judgement = Judgement()
    /// An image's octets are hashed once for each algorithm.
    private var digests: [Range<Int>: [HashAlgorithm: MessageDigest]] = [:]

    init(_ image: Source, _ fit: FlattenedImageTree, _ trust: FITTrust) {
        self.image = image
        self.fit = fit
        self.trust = trust
        keys = trust.keys.compactMap(FITKey.init)
    }

    mutating func judgement(_ trust: DeviceTrust, _ configuration: String?) throws(BedplateError) -> Judgement {
        judgement.check(true, .imageStructure, "the image can be read as FIT")
        try judgement.checkDevice(trust, counters: [], image)
        try checkExcess()
        judgement.check(
            keys.count == self.trust.keys.count,
            .fitControl,
            "every key of the boot loader is one that it can compute with"
        )
        let isKeyRequired = keys.contains { !$0.isRevoked && $0.node.required == .configuration }
        guard
            judgement.check(
                isKeyRequired,
                .imageKeyRequired,
                "a key is required for configurations",
                found: "none: the boot loader would boot anything"
            )
        else { return judgement }
        var configurations = fit.configurations
        if let configuration {
            configurations = configurations.filter { $0.name == configuration }
            guard
                judgement.check(!configurations.isEmpty, .fitReference, "there is a configuration \(configuration)")
            else { return judgement }
        }
        for configuration in configurations { try check(configuration) }
        var seen: Set<String> = []
        for name in configurations.flatMap(\.images) where seen.insert(name).inserted {
            if let image = fit.image(name) { try check(image) }
        }
        return judgement
    }

    // MARK: The file

    /// Whatever is neither tree nor an image's data is zero.
    private mutating func checkExcess() throws(BedplateError) {
        var used = fit.images.filter(\.isExternal).map(\.data)
        used.append(0..<(fit.tree.layout?.totalSize ?? 0))
        used.sort { $0.lowerBound < $1.lowerBound }
        var place = 0
        var excess: Int?
        for range in used + [image.count..<image.count] {
            if range.lowerBound > place, excess == nil {
                excess = try image.place(in: place..<range.lowerBound) { $0 != 0 }
            }
            place = max(place, range.upperBound)
        }
        judgement.check(
            excess == nil,
            .imageExcess,
            "nothing stands outside the tree and the images' data",
            location: excess.map { "byte \($0)" }
        )
    }

    // MARK: Configurations

    private mutating func check(_ configuration: FITConfiguration) throws(BedplateError) {
        var signers: [Int: Set<Int>] = [:]
        var problems: [(signature: Int, finding: Finding)] = []
        for (number, signature) in configuration.signatures.enumerated() {
            let coverage = FITCoverage(fit, configuration, signature)
            let form = problem(signature)
            problems += (coverage.problems + (form.map { [$0] } ?? [])).map { (number, $0) }
            guard coverage.problems.isEmpty, form == nil, let algorithm = signature.algorithm.flatMap(FITAlgorithm.init)
            else { continue }
            let digest = try image.digest(algorithm.hash, of: coverage.ranges)
            signers[number] = verifying(signature, digest)
        }
        // Where every key must have signed, a revoked one is demanded all the same: the boot loader does not know better.
        let required = keys.indices.filter {
            keys[$0].node.required == .configuration && (trust.mode == .all || !keys[$0].isRevoked)
        }
        let verified = signers.values.reduce(into: Set()) { $0.formUnion($1) }
        let isSigned =
            trust.mode == .all ? required.allSatisfy(verified.contains) : required.contains(where: verified.contains)
        // What is wrong with a signature that nobody needed is for a reader to know.
        for (_, finding) in problems {
            var finding = finding
            if isSigned { finding.severity = .noted }
            judgement.add(finding)
        }
        let location = "byte \(configuration.signatures.first?.offset ?? configuration.offset)"
        let isRevokedDemanded = trust.mode == .all && required.contains { keys[$0].isRevoked }
        if isRevokedDemanded || !isSigned, verified.contains(where: { keys[$0].isRevoked }) {
            judgement.check(
                false,
                .imageKeyRevoked,
                "the key that signed \(configuration.path) is not revoked",
                location: location
            )
        }
        let missing = required.filter { !verified.contains($0) }.map { keys[$0].node.name }
        let count = trust.mode == .all ? "every" : "one"
        judgement.check(
            isSigned,
            .imageSignature,
            "\(configuration.path) is signed by \(count) key that is required",
            expected: missing.joined(separator: ", "),
            found: configuration.signatures.isEmpty ? "no signature" : "no signature of that key that holds",
            location: location
        )
    }

    /// What is wrong with a signature before anything is computed.
    private func problem(_ signature: FITSignature) -> Finding? {
        let location = "byte \(signature.offset)"
        guard let algorithm = signature.algorithm.flatMap(FITAlgorithm.init), let padding = signature.paddingKind,
            algorithm.isRSA || signature.padding == nil || padding == .pkcs1
        else {
            return Finding(
                .fitAlgorithm,
                claim: "the signature's algorithm is known and no weaker than SHA-256",
                found: [signature.algorithm, signature.padding?.string].compactMap(\.self).joined(separator: " "),
                location: location
            )
        }
        guard signature.value?.count == algorithm.signatureSize else {
            return Finding(
                .imageSignatureForm,
                claim: "the signature is as long as its key's signatures are",
                expected: "\(algorithm.signatureSize)",
                found: signature.value.map { "\($0.count)" } ?? "no signature",
                location: location
            )
        }
        return nil
    }

    /// The keys whose signature it is.
    private func verifying(_ signature: FITSignature, _ digest: MessageDigest) -> Set<Int> {
        guard let algorithm = signature.algorithm.flatMap(FITAlgorithm.init), let padding = signature.paddingKind,
            let value = signature.value
        else { return [] }
        return Set(keys.indices.filter { keys[$0].isValid(value, for: digest, algorithm, padding) })
    }

    // MARK: Images

    private mutating func check(_ image: FITImage) throws(BedplateError) {
        var isStrong = false
        for hash in image.hashes {
            let location = "byte \(hash.offset)"
            let found: [UInt8]
            if hash.algorithm == "crc32" {
                var checksum = CRC32()
                try self.image.forEachChunk(in: image.data) { (chunk) throws(BedplateError) in checksum.update(chunk) }
                found = checksum.octets
            } else if let algorithm = hash.algorithm.flatMap(HashAlgorithm.init(named:)), algorithm.isAccepted {
                found = try digest(image.data, algorithm).octets
                isStrong = true
            } else {
                judgement.check(
                    false,
                    .fitHashAlgorithm,
                    "\(hash.path) is of an algorithm that is accepted",
                    found: hash.algorithm,
                    location: location
                )
                continue
            }
            judgement.check(
                hash.value == found,
                .imageHash,
                "the data of \(image.path) are those of \(hash.path)",
                expected: hash.value.map { Hexadecimal.encode($0) },
                found: Hexadecimal.encode(found),
                location: location
            )
        }
        judgement.check(
            isStrong,
            .fitHashAlgorithm,
            "\(image.path) has a hash no weaker than SHA-256",
            location: "byte \(image.offset)"
        )
        for (number, key) in keys.enumerated() where key.node.required == .image && !key.isRevoked {
            var isSigned = false
            for signature in image.signatures where problem(signature) == nil {
                guard let algorithm = signature.algorithm.flatMap(FITAlgorithm.init) else { continue }
                if verifying(signature, try digest(image.data, algorithm.hash)).contains(number) { isSigned = true }
            }
            judgement.check(
                isSigned,
                .fitImageSignature,
                "\(image.path) is signed by \(key.node.name)",
                location: "byte \(image.offset)"
            )
        }
    }

    private mutating func digest(_ range: Range<Int>, _ algorithm: HashAlgorithm) throws(BedplateError) -> MessageDigest
    {
        if let known = digests[range]?[algorithm] { return known }
        let digest = try image.digest(algorithm, of: [range])
        digests[range, default: [:]][algorithm] = digest
        return digest
    }
}
