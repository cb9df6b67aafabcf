internal import Digests
public import Model
internal import Wire

/// The keys and answers of a fleet, taken in one by one, and what is wrong with them when they are seen together.
///
/// Nothing that is registered can stop it: what is no key is told as such, and counts neither for nor against the others.
///
/// ```swift
/// var survey = FleetSurvey()
/// for device in devices { try survey.add(.subjectPublicKeyInfo(device.key), of: device.id) }
/// let report = try survey.examined(at: now)
/// ```
public struct FleetSurvey: Sendable {
    /// Bits of a modulus.
    public static let modulusLimit = 16384
    /// Keys, and answers, of one survey.
    public static let countLimit = 1 << 22
    /// Octets of all moduli together: four million of 2048 bits.
    public static let octetLimit = 1 << 30
    /// Octets of memory that the search for shared primes may take: a million moduli of 2048 bits take less.
    public static let memoryLimit = 8 << 30
    /// Octets of an answer, and of a challenge.
    public static let answerLimit = 1 << 16

    private(set) var devices: [String] = []
    private var numbers: [String: Int] = [:]
    private(set) var keys: [FleetReport.Key] = []
    /// By key: of what makes it this key, however it is written.
    private(set) var identities = DigestList()
    private(set) var moduli = Moduli()
    /// By modulus: its key.
    private(set) var keyOfModulus: [Int] = []
    private(set) var answers = DigestList()
    /// By answer: its device.
    private(set) var deviceOfAnswer: [Int] = []
    private(set) var transportKeys: [FleetReport.TransportKey] = []

    public init() {}

    /// Takes in a key of a device; a device may have several, under names of their own.
    ///
    /// - Throws: ``Model/BedplateError/Code/tooLarge`` beyond ``countLimit`` and ``octetLimit``.
    public mutating func add(_ key: FleetKey, named name: String = "identity", of device: String) throws(BedplateError)
    {
        try checkRoom(keys.count)
        var entry = FleetReport.Key(device: number(of: device), name: name, outcome: .examined)
        switch KeyReading(key) {
        case .rsa(let modulus, let exponent):
            let bits = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
            entry.algorithm = .rsa(bits)
            if let exponent, !Self.isExponent(exponent) { entry.weaknesses.insert(.exponent) }
            // The same modulus is the same secret, whatever the exponent.
            identities.append(hashing: Self.modulusDomain[...], modulus)
            moduli.append(modulus)
            keyOfModulus.append(keys.count)
        case .other(let algorithm, let identity):
            entry.algorithm = algorithm
            identities.append(hashing: Self.keyDomain[...], identity[...])
        case .unreadable(let reason): skip(&entry, .unreadable(reason))
        case .tooLong(let bits): skip(&entry, .tooLong(bits: bits))
        }
        keys.append(entry)
    }

    /// Takes in what a device answered to a challenge with a secret of its own, such as an HMAC. Only answers to the same
    /// challenge can be the same.
    public mutating func add(answer: [UInt8], to challenge: [UInt8], of device: String) throws(BedplateError) {
        try checkRoom(deviceOfAnswer.count)
        guard !answer.isEmpty, answer.count <= Self.answerLimit, challenge.count <= Self.answerLimit else {
            throw BedplateError(.malformed, "an answer of \(answer.count) octets to a challenge of \(challenge.count)")
        }
        var size = [UInt8](repeating: 0, count: 4)
        for place in 0..<4 { size[place] = UInt8(truncatingIfNeeded: challenge.count >> (24 - 8 * place)) }
        answers.append(hashing: size[...], challenge[...], answer[...])
        deviceOfAnswer.append(number(of: device))
    }

    /// Takes in a transport key that the device's element still takes, as ``PublishedTransportKey/digest(of:)``.
    ///
    /// - Parameter use: as the source names it, for the report.
    public mutating func add(transportKey sha256: String, use: String, of device: String) throws(BedplateError) {
        try checkRoom(transportKeys.count)
        guard let octets = Hexadecimal.decode(sha256), octets.count == DigestList.size else {
            throw BedplateError(.malformed, "a transport key is given as the SHA-256 of its octets, in hexadecimal")
        }
        transportKeys.append(
            FleetReport.TransportKey(
                device: number(of: device),
                use: use,
                published: PublishedTransportKey.matching(sha256)
            )
        )
    }

    private static let modulusDomain = [UInt8]("modulus:".utf8)
    private static let keyDomain = [UInt8]("key:".utf8)

    private mutating func skip(_ entry: inout FleetReport.Key, _ outcome: FleetReport.Outcome) {
        entry.outcome = outcome
        // Its own, so that digests and keys have the same indices, and equal no other's.
        identities.append(hashing: [UInt8]("none:\(keys.count)".utf8)[...])
    }

    private mutating func number(of device: String) -> Int {
        if let known = numbers[device] { return known }
        devices.append(device)
        numbers[device] = devices.count - 1
        return devices.count - 1
    }

    private func checkRoom(_ count: Int) throws(BedplateError) {
        guard count < Self.countLimit, moduli.octetCount < Self.octetLimit else {
            throw BedplateError(
                .tooLarge,
                "more than \(Self.countLimit) keys or answers, or than \(Self.octetLimit) octets of moduli"
            )
        }
    }

    /// Odd, and at least 3.
    private static func isExponent(_ exponent: [UInt8]) -> Bool {
        exponent.last.map { $0 & 1 == 1 } == true && (exponent.count > 1 || exponent[0] >= 3)
    }
}
