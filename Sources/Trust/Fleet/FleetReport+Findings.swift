internal import Crypto
public import Model
internal import Wire

import struct Foundation.Calendar
import struct Foundation.TimeZone

extension FleetReport {
    /// Every finding, in the order of the checks: one for each thing that is shared and each weak key, and one for each
    /// check that holds. No factor is in any of them.
    public var judgement: Judgement {
        var judgement = Judgement()
        for key in keys where key.outcome != .examined {
            judgement.add(
                Finding(
                    .fleetUnexamined,
                    claim: "\(Self.printed(key.name)): \(words(key.outcome))",
                    location: name(key.device)
                )
            )
        }
        addSharing(&judgement)
        addWeak(&judgement)
        addTransportKeys(&judgement)
        addAlgorithms(&judgement)
        return judgement
    }

    private func addSharing(_ judgement: inout Judgement) {
        for group in sharedKeys {
            judgement.add(
                Finding(
                    .fleetSameKey,
                    claim: "\(group.devices.count) devices have the same key: \(names(group.devices))",
                    expected: "a key of its own in each device",
                    location: name(group.devices[0])
                )
            )
        }
        for group in sharedAnswers {
            judgement.add(
                Finding(
                    .fleetSameAnswer,
                    claim: "\(group.devices.count) devices answer a challenge alike: \(names(group.devices))",
                    expected: "a secret of its own in each device",
                    location: name(group.devices[0])
                )
            )
        }
        for factor in sharedFactors {
            let owners = Set(factor.members.map { keys[$0].device }).sorted()
            judgement.add(
                Finding(
                    .fleetSharedPrime,
                    claim: """
                        \(factor.members.count) RSA keys share a factor of \(factor.bits) bits, so that anybody can compute \
                        \(factor.undivided.isEmpty ? "their private keys" : "private keys among them"): \(names(owners))
                        """,
                    expected: "primes of its own in each key",
                    found: "a factor with the SHA-256 \(Hexadecimal.encode(SHA256.hash(data: factor.factor)))",
                    location: name(owners[0])
                )
            )
        }
        if !isSeparated {
            judgement.add(
                Finding(
                    .fleetSharedPrime,
                    .noted,
                    claim: "Not every shared factor could be taken apart: a group may be larger than told"
                )
            )
        }
        // Nothing of one unit can be said to be its own.
        guard shared == 0, units > 1 else { return }
        judgement.add(Finding(.fleetDistinct, .held, claim: "\(units) devices share no key, answer or factor"))
    }

    private func addWeak(_ judgement: inout Judgement) {
        for key in keys {
            for weakness in KeyWeakness.allCases where key.weaknesses.contains(weakness) {
                guard let (code, claim) = words(weakness, key) else { continue }
                judgement.add(Finding(code, claim: "\(Self.printed(key.name)): \(claim)", location: name(key.device)))
            }
        }
        guard weak == 0, keys.contains(where: { $0.outcome == .examined }) else { return }
        judgement.add(
            Finding(
                .fleetGenerator,
                .held,
                claim: "No key of \(keys.count - unexamined) is of a generator known to be bad"
            )
        )
    }

    private func addTransportKeys(_ judgement: inout Judgement) {
        for key in transportKeys where !key.published.isEmpty {
            judgement.add(
                Finding(
                    .fleetTransportKey,
                    claim: """
                        The transport key \(Self.printed(key.use)) is published: \
                        \(key.published.map { "\($0.element), \($0.use)" }.joined(separator: "; "))
                        """,
                    expected: "a key of the maker's own",
                    found: key.published.first.map { "as in \($0.source)" },
                    location: name(key.device)
                )
            )
        }
        guard !transportKeys.isEmpty, transportKeys.allSatisfy({ $0.published.isEmpty }) else { return }
        judgement.add(
            Finding(
                .fleetTransportKey,
                .held,
                claim: "\(transportKeys.count) transport keys are none that is published"
            )
        )
    }

    /// One finding for each algorithm, not for each key: a fleet has one or two.
    private func addAlgorithms(_ judgement: inout Judgement) {
        var holders: [KeyAlgorithm: [Int]] = [:]
        for key in keys { if let algorithm = key.algorithm { holders[algorithm, default: []].append(key.device) } }
        for (algorithm, devices) in holders.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            let standing = AlgorithmStanding(algorithm)
            var owners = devices
            owners = Array(Set(owners)).sorted()
            judgement.add(
                Finding(
                    .fleetAlgorithm,
                    standing.severity,
                    claim: "\(algorithm), \(devices.count) keys of \(names(owners)): \(standing)\(passed(standing))",
                    location: standing.severity == .failed ? name(owners[0]) : nil
                )
            )
        }
    }

    /// A draft's deadline that is over is said to be over; the draft may have changed since.
    private func passed(_ standing: AlgorithmStanding) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let year = calendar.component(.year, from: time)
        let over = standing.deadlines.filter { $0.afterYear < year }
        return over.isEmpty
            ? "" : "; of these, after \(over.map { "\($0.afterYear)" }.joined(separator: " and ")) is now"
    }

    private func words(_ outcome: Outcome) -> String {
        switch outcome {
        case .examined: "examined"
        case .unreadable(let reason): "not examined: \(reason)"
        case .tooLong(let bits): "not examined: \(bits) bits, and \(FleetSurvey.modulusLimit) at most are"
        }
    }

    /// Nil for what has a finding of its own.
    private func words(_ weakness: KeyWeakness, _ key: Key) -> (Finding.Code, String)? {
        switch weakness {
        case .sameKey, .sharedFactor: nil
        case .infineon:
            key.infineon.map { form in
                (
                    .fleetROCA,
                    """
                    made by Infineon's RSALib (ROCA, CVE-2017-15361): modulo the first \(form.primes) primes it is 65537 to the \
                    power of 0x\(Hexadecimal.encode(form.exponent))\
                    \(form.primes == form.expectedPrimes ? "" : "; keys of its size are made with \(form.expectedPrimes)")
                    """
                )
            }
        case .even: (.fleetFactored, "the modulus is even")
        case .smallFactor: (.fleetFactored, "the modulus has a factor below 1000")
        case .closeFactors:
            (.fleetFactored, "the modulus' factors are too close together (Fermat; CVE-2022-26320)")
        case .exponent: (.fleetExponent, "the public exponent is even or below 3")
        }
    }
}

extension AlgorithmStanding {
    var severity: Finding.Severity {
        switch status {
        case .acceptable: .held
        case .deprecated, .unknown: .noted
        case .disallowed: .failed
        }
    }
}

extension Finding.Code {
    /// What was registered is no key that can be examined.
    public static let fleetUnexamined = Finding.Code("fleet.key.unexamined")
    /// The same key in several devices.
    public static let fleetSameKey = Finding.Code("fleet.key.same")
    /// The same answer to the same challenge from several devices.
    public static let fleetSameAnswer = Finding.Code("fleet.answer.same")
    /// Moduli with a common factor.
    public static let fleetSharedPrime = Finding.Code("fleet.prime.shared")
    /// No two devices share anything.
    public static let fleetDistinct = Finding.Code("fleet.distinct")
    /// A key of Infineon's RSALib.
    public static let fleetROCA = Finding.Code("fleet.key.roca")
    /// A modulus that anybody factors.
    public static let fleetFactored = Finding.Code("fleet.key.factored")
    /// An exponent that is none.
    public static let fleetExponent = Finding.Code("fleet.key.exponent")
    /// No key is of a bad generator.
    public static let fleetGenerator = Finding.Code("fleet.key.generator")
    /// A transport key that is published.
    public static let fleetTransportKey = Finding.Code("fleet.transport-key.default")
    /// What an algorithm may still be used for.
    public static let fleetAlgorithm = Finding.Code("fleet.algorithm")
}
