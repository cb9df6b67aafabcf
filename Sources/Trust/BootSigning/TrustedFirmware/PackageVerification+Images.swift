internal import Digests
internal import Model
internal import TrustedFirmware
internal import Wire

extension PackageVerification {
    /// Every image is answered for by a certificate that holds, and every one that is answered for is there.
    mutating func judgeImages(_ table: TableOfContents) throws(BedplateError) {
        let certificates = Set(chain.certificates.map(\.certificate))
        var count = 0
        for entry in table.entries where !certificates.contains(entry.uuid) {
            if try judge(entry) { count += 1 }
        }
        for rule in chain.certificates {
            for uuid in rule.images where table[uuid] == nil {
                guard let named = digests[uuid], !named.digest.isAbsent else { continue }
                judgement.check(
                    false,
                    .packageImageAbsent,
                    "\(uuid) is there, as \(named.by) says",
                    expected: "\(named.digest)",
                    location: table[named.by].map { "byte \($0.offset)" }
                )
            }
        }
        judgement.check(count > 0, .imageCoverage, "the package holds an image that a certificate answers for")
    }

    private mutating func judge(_ entry: TableOfContents.Entry) throws(BedplateError) -> Bool {
        let place = "byte \(entry.offset)"
        let chain = chain
        guard let rule = chain.rule(for: entry.uuid) else {
            return judgement.check(
                false,
                .packageImageUnknown,
                "the chain \(chain.name) has a place for every image",
                found: "\(entry.uuid)",
                location: place
            )
        }
        let named = digests[entry.uuid]
        guard let (digest, by) = named, !digest.isAbsent else {
            return judgement.check(
                false,
                .imageCoverage,
                "a certificate that holds answers for \(entry.uuid)",
                expected: "a digest in \(rule.certificate)",
                found: named == nil ? "none" : "signed as absent",
                location: place
            )
        }
        let found = try source.digest(digest.algorithm, of: [entry.range]).octets
        return judgement.check(
            found == digest.octets,
            .imageHash,
            "\(entry.uuid) is what \(by) answers for",
            expected: Hexadecimal.encode(digest.octets),
            found: Hexadecimal.encode(found),
            location: place
        )
    }
}
