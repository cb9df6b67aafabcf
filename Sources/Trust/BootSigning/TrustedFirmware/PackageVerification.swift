internal import Digests
internal import Model
internal import TrustedFirmware

/// One verification of one package: what the certificates that held said so far, and what was found.
struct PackageVerification<Source: OctetSource> {
    let source: Source
    let chain: ChainOfTrust
    let trust: DeviceTrust
    var judgement = Judgement()
    /// Keys that a certificate that holds carries.
    var keys: [ChainOfTrust.KeyRole: [UInt8]] = [:]
    /// Digests that a certificate that holds carries, and the certificate.
    var digests: [ImageUUID: (digest: ImageDigest, by: ImageUUID)] = [:]
    /// The value of the first certificate that holds.
    var counters: [ChainOfTrust.Counter: UInt32] = [:]

    init(source: Source, chain: ChainOfTrust, trust: DeviceTrust) {
        self.source = source
        self.chain = chain
        self.trust = trust
    }

    mutating func run() throws(BedplateError) {
        judgement.check(
            !trust.keys.isEmpty || !trust.digests.isEmpty,
            .imageKeyRequired,
            "the device is fused with a root key"
        )
        try judgement.checkDevice(trust, counters: Set(chain.counters.map(\.rawValue)), source)
        let table: TableOfContents
        switch try FirmwarePackage.table(of: source) {
        case .success(let read): table = read
        case .failure(let error):
            return judgement.add(
                Finding(
                    .table(error.reason),
                    claim: "the table of contents can be read",
                    found: error.reason.rawValue,
                    location: "byte \(error.offset)"
                )
            )
        }
        judgement.add(Finding(.imageStructure, .held, claim: "the table of contents can be read"))
        try checkGaps(table)
        for rule in chain.certificates {
            if let entry = table[rule.certificate] { try judge(rule, entry) }
        }
        try judgeImages(table)
    }

    private mutating func checkGaps(_ table: TableOfContents) throws(BedplateError) {
        for gap in table.gaps {
            let found = try source.firstNonzero(in: gap)
            let isBehindTable = gap.lowerBound == table.count
            judgement.check(
                found == nil,
                isBehindTable ? .tableEnd : .packagePadding,
                isBehindTable ? "nothing follows the table's last row" : "padding is zero",
                location: found.map { "byte \($0)" }
            )
        }
    }
}
