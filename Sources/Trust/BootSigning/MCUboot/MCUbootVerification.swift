internal import Digests
internal import MCUboot
internal import Model
internal import PKIX
internal import Wire

/// One verification: what each step finds, in the order in which a reader asks.
struct MCUbootVerification<Source: OctetSource> {
    let source: Source
    let image: MCUbootImage
    let trust: DeviceTrust
    var judgement = Judgement(reserving: 16)

    /// A pure signature is over octets that must be in memory at once: an image is at most 256 MiB.
    static var pureLimit: Int { 1 << 28 }

    init(_ source: Source, _ image: MCUbootImage, _ trust: DeviceTrust) {
        self.source = source
        self.image = image
        self.trust = trust
    }

    mutating func run() throws(BedplateError) -> Judgement {
        judgement.check(true, .imageStructure, "the image can be read as MCUboot")
        try judgement.checkDevice(trust, counters: ["counter"], hasHybrid: true, source)
        checkFlags()
        checkEntries()
        checkCounter()
        try checkSlot()
        try checkSignatures()
        return judgement
    }

    /// A check whose place is known.
    @discardableResult
    mutating func check(
        _ condition: Bool,
        _ code: Finding.Code,
        _ claim: String,
        expected: String? = nil,
        found: String? = nil,
        at offset: Int? = nil
    ) -> Bool {
        judgement.check(
            condition,
            code,
            claim,
            expected: expected,
            found: found,
            location: offset.map { "byte \($0)" }
        )
    }

    mutating func note(_ code: Finding.Code, _ claim: String, at offset: Int? = nil) {
        judgement.add(Finding(code, .noted, claim: claim, location: offset.map { "byte \($0)" }))
    }

    /// Where the header has its flags and its padding.
    private static var flagsOffset: Int { 16 }
    private static var paddingOffset: Int { 28 }

    private mutating func checkFlags() {
        let flags = image.header.flags
        let at = Self.flagsOffset
        let hex = "0x" + String(flags.rawValue, radix: 16)
        check(flags.isSubset(of: .known), .mcubootFlags, "every flag of the header is known", found: hex, at: at)
        if flags.isSuperset(of: [.encryptedAES128, .encryptedAES256]) || flags.isSuperset(of: [.ramLoad, .romFixed]) {
            check(false, .mcubootFlags, "the header's flags do not contradict each other", found: hex, at: at)
        }
        if flags.isCompressed || flags.contains(.compressedARMThumb) {
            check(false, .mcubootFlags, "the payload is not compressed: that is not judged here", found: hex, at: at)
        }
        if image.header.padding != 0 {
            check(false, .mcubootFlags, "the header's last word is zero", at: Self.paddingOffset)
        }
        if flags.contains(.nonBootable) {
            note(.mcubootFlags, "the boot loader does not start this image itself", at: at)
        }
    }

    private mutating func checkCounter() {
        guard let least = trust.counters["counter"] else { return }
        guard let entry = image.protected?.first(.securityCounter), let counter = entry.counter else {
            check(false, .imageCounter, "the image has a security counter", expected: "at least \(least)")
            return
        }
        check(
            counter >= least,
            .imageCounter,
            "the security counter is not below the device's",
            expected: "at least \(least)",
            found: "\(counter)",
            at: entry.valueRange.lowerBound
        )
    }
}
