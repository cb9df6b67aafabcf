import Assessment
import Fleet
import Foundation
import Model
import PKIX
import Testing

@Suite struct FleetSurveyTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    private static func key(_ modulus: [UInt8], exponent: UInt32 = 65537) throws -> FleetKey {
        .subjectPublicKeyInfo(
            try #require(PublicKeyInfo.rsa(modulus: modulus, exponent: exponent).subjectPublicKeyInfo)
        )
    }

    private static func codes(_ report: FleetReport, _ severity: Finding.Severity = .failed) -> [String] {
        report.judgement.findings.filter { $0.severity == severity }.map(\.code.rawValue)
    }

    private static func report(_ keys: [(String, FleetKey)]) throws -> FleetReport {
        var survey = FleetSurvey()
        for (device, key) in keys { try survey.add(key, of: device) }
        return try survey.examined(at: now)
    }

    private static func ordinary(_ seed: UInt64, _ count: Int) -> [[UInt8]] {
        var made = Made(seed)
        return (0..<count).map { _ in made.modulus(bits: 2048) }
    }

    @Test func `a fleet of different, sound keys holds`() throws {
        let moduli = Self.ordinary(30, 4)
        let report = try Self.report(moduli.enumerated().map { ("unit \($0)", try Self.key($1)) })
        #expect(report.judgement.holds)
        #expect(report.units == 4 && report.shared == 0 && report.weak == 0 && report.unexamined == 0)
        #expect(Self.codes(report, .held) == ["fleet.distinct", "fleet.key.generator", "fleet.algorithm"])
        let algorithm = try #require(report.judgement.findings.last)
        #expect(algorithm.claim.contains("RSA 2048, 4 keys of unit 0, unit 1, unit 2, unit 3: acceptable"))
        #expect(algorithm.claim.contains("deprecated after 2030") && algorithm.claim.contains("disallowed after 2035"))
    }

    @Test func `the same key in two devices is named, however it is written`() throws {
        let moduli = Self.ordinary(31, 2)
        let report = try Self.report([
            ("a", try Self.key(moduli[0])), ("b", try Self.key(moduli[1])), ("c", .modulus([0, 0] + moduli[0])),
            ("d", try Self.key(moduli[0], exponent: 3)),
        ])
        #expect(report.sharedKeys.map(\.devices) == [[0, 2, 3]])
        #expect(report.shared == 3 && report.weak == 0)
        #expect(Self.codes(report) == ["fleet.key.same"])
        #expect(report.judgement.failures[0].claim == "3 devices have the same key: a, c, d")
        #expect(!report.judgement.holds)
    }

    @Test func `elliptic-curve keys are compared too`() throws {
        let point = PublicKeyInfo.ellipticCurve(
            .p256,
            x: [UInt8](repeating: 1, count: 32),
            y: [UInt8](repeating: 2, count: 32)
        )
        let key = FleetKey.subjectPublicKeyInfo(try #require(point.subjectPublicKeyInfo))
        let report = try Self.report([("a", key), ("b", key)])
        #expect(report.shared == 2)
        #expect(report.keys.map(\.algorithm?.description) == ["P-256", "P-256"])
    }

    @Test func `a key that was registered twice for one device is shared with nobody`() throws {
        let modulus = Self.ordinary(32, 1)[0]
        let report = try Self.report([("a", try Self.key(modulus)), ("a", try Self.key(modulus))])
        #expect(report.shared == 0 && report.units == 1 && report.judgement.failures.isEmpty)
        // Nothing of one unit is its own.
        #expect(!Self.codes(report, .held).contains("fleet.distinct"))
    }

    @Test func `the same answer to the same challenge is shared, to another challenge it is not`() throws {
        var survey = FleetSurvey()
        try survey.add(answer: [1, 2, 3], to: [9], of: "a")
        try survey.add(answer: [1, 2, 3], to: [9], of: "b")
        try survey.add(answer: [1, 2, 3], to: [8], of: "c")
        // The border between challenge and answer counts.
        try survey.add(answer: [2, 3], to: [9, 1], of: "d")
        let report = try survey.examined(at: Self.now)
        #expect(report.sharedAnswers.map(\.devices) == [[0, 1]])
        #expect(report.units == 4 && report.shared == 2)
        #expect(Self.codes(report) == ["fleet.answer.same"])
        #expect(throws: BedplateError(.malformed, "")) { try survey.add(answer: [], to: [1], of: "e") }
    }

    @Test func `a shared prime is told without being told`() throws {
        var made = Made(33)
        let (moduli, factor) = made.sharingModuli(bits: 2048)
        let report = try Self.report([
            ("a", try Self.key(moduli[0])), ("b", try Self.key(Self.ordinary(34, 1)[0])), ("c", .modulus(moduli[1])),
        ])
        #expect(report.sharedFactors.map(\.members) == [[0, 2]])
        #expect(report.sharedFactors.map(\.factor) == [factor])
        #expect(report.shared == 2 && report.weak == 2)
        #expect(Self.codes(report) == ["fleet.prime.shared"])
        let words = "\(report.judgement.findings)\(report.observations(class: .measured))"
        let hexadecimal = factor.map { String($0, radix: 16) }.joined()
        #expect(!words.contains(hexadecimal.prefix(24)) && !words.contains("\(factor)"))
        #expect(words.contains("factor of 1024 bits"))
    }

    @Test func `weak moduli are each told for what they are`() throws {
        var made = Made(35)
        let report = try Self.report([
            ("even", .modulus(made.evenModulus(bits: 2048))), ("small", .modulus(made.smallFactorModulus(bits: 2048))),
            ("close", .modulus(made.closeModulus(bits: 2048))), ("roca", .modulus(made.infineonModulus(bits: 2048))),
            ("square", .modulus(made.squareModulus(bits: 2048))), ("sound", .modulus(made.modulus(bits: 2048))),
        ])
        #expect(
            report.keys.map(\.weaknesses) == [
                [.even], [.smallFactor], [.closeFactors], [.infineon], [.closeFactors], [],
            ]
        )
        #expect(report.weak == 5 && report.shared == 0)
        #expect(report.keys[3].infineon?.primes == 126)
        #expect(
            Self.codes(report) == [
                "fleet.key.factored", "fleet.key.factored", "fleet.key.factored", "fleet.key.roca",
                "fleet.key.factored",
            ]
        )
        #expect(report.judgement.failures.map(\.location) == ["even", "small", "close", "roca", "square"])
    }

    @Test func `weak algorithms and exponents are refused by their documents`() throws {
        var made = Made(36)
        let report = try Self.report([
            ("a", try Self.key(made.modulus(bits: 1024))), ("b", try Self.key(made.modulus(bits: 2048), exponent: 4)),
            ("c", try Self.key(made.modulus(bits: 2048), exponent: 1)),
        ])
        #expect(Self.codes(report) == ["fleet.key.exponent", "fleet.key.exponent", "fleet.algorithm"])
        #expect(report.judgement.failures.last?.claim.contains("RSA 1024") == true)
        #expect(report.weak == 0)
    }

    @Test func `garbage, zero, one, a negative and a huge modulus are each told, and stop nothing`() throws {
        var made = Made(37)
        let sound = try #require(
            PublicKeyInfo.rsa(modulus: made.modulus(bits: 2048), exponent: 65537).subjectPublicKeyInfo
        )
        var negative = sound
        // The modulus' first octet is a zero that keeps it positive; two octets before it say how long it is.
        let sign = try #require(negative.firstRange(of: [0x02, 0x82, 0x01, 0x01, 0x00])).upperBound - 1
        negative[sign] = 0x80
        let report = try Self.report([
            ("empty", .subjectPublicKeyInfo([])), ("garbage", .subjectPublicKeyInfo(made.octets(300))),
            ("long", .subjectPublicKeyInfo(made.octets(10_000))), ("zero", .modulus([0, 0])), ("none", .modulus([])),
            ("one", .modulus([1])), ("negative", .subjectPublicKeyInfo(negative)),
            ("huge", .modulus([1] + [UInt8](repeating: 255, count: 2048))),
            ("largest", .modulus([UInt8](repeating: 255, count: 2048))), ("tiny", .modulus([2])),
            ("sound", .subjectPublicKeyInfo(sound)),
        ])
        #expect(report.unexamined == 8 && report.units == 3)
        #expect(report.keys[7].outcome == .tooLong(bits: 16385))
        #expect(Self.codes(report).count { $0 == "fleet.key.unexamined" } == 8)
        for (index, entry) in report.observations(class: .measured).enumerated() {
            #expect(entry.observation.evidenceClass == (index < 8 ? .missing : .measured))
            #expect(entry.observation.defect == nil)
        }
    }

    @Test func `a key cut short anywhere, or with any octet changed, ends in no trap`() throws {
        var made = Made(38)
        let sound = try #require(
            PublicKeyInfo.rsa(modulus: made.modulus(bits: 512), exponent: 65537).subjectPublicKeyInfo
        )
        var survey = FleetSurvey()
        for count in sound.indices {
            try survey.add(.subjectPublicKeyInfo([UInt8](sound.prefix(count))), of: "cut \(count)")
        }
        for index in sound.indices {
            for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = sound
                changed[index] = value
                try survey.add(.subjectPublicKeyInfo(changed), of: "changed \(index) \(value)")
            }
        }
        let report = try survey.examined(at: Self.now)
        #expect(report.keys.prefix(sound.count).allSatisfy { $0.outcome != .examined })
        #expect(report.keys.contains { $0.outcome == .examined })
    }

    @Test func `a transport key that is published is named with its part`() throws {
        var survey = FleetSurvey()
        let digest = PublishedTransportKey.digest(of: Array(0x40...0x4F))
        try survey.add(transportKey: digest, use: "ENC", of: "a")
        try survey.add(transportKey: PublishedTransportKey.digest(of: [7]), use: "ENC", of: "b")
        let report = try survey.examined(at: Self.now)
        #expect(Self.codes(report) == ["fleet.transport-key.default"])
        #expect(report.judgement.failures[0].location == "a")
        #expect(throws: BedplateError(.malformed, "")) { try survey.add(transportKey: "40", use: "ENC", of: "c") }
    }

    @Test func `devices with hostile names are named in print that is fit for it`() throws {
        let modulus = Self.ordinary(39, 1)[0]
        let name = "\u{1B}[31m" + String(repeating: "x", count: 5000)
        var survey = FleetSurvey()
        try survey.add(.modulus(modulus), named: name, of: name)
        try survey.add(.modulus(modulus), of: "b")
        try survey.add(.modulus([0]), named: name, of: "c")
        let report = try survey.examined(at: Self.now)
        #expect(!"\(report.judgement.findings)".contains("\u{1B}"))
        for entry in report.observations(class: .measured) {
            #expect(entry.observation.origin.count < 600 && !entry.observation.origin.contains("\u{1B}"))
        }
    }

    /// The observation answers the rubric's G2: for, against, and not at all.
    @Test func `an assessment of a device rests on what was found in its fleet`() throws {
        var made = Made(40)
        let (sharing, _) = made.sharingModuli(bits: 1024)
        let sound = Self.ordinary(41, 3)
        func standing(_ moduli: [[UInt8]], _ evidenceClass: EvidenceRecord.Class = .measured) throws
            -> RuleOutcome.Status
        {
            let report = try Self.report(moduli.enumerated().map { ("unit \($0)", .modulus($1)) })
            let entry = try #require(report.observations(class: evidenceClass).last)
            // An identity of its own, so that there is a role to judge.
            let identity = Observation(
                .identity,
                "EK",
                ["chain": "verified", "possession": "proven"],
                class: .attested
            )
            let records = [identity, entry.observation].map { observation in
                EvidenceRecord(
                    kind: observation.aspect.kind,
                    class: observation.evidenceClass,
                    subject: .init(device: entry.device),
                    collector: .init(tool: "bedplate", version: "0"),
                    fields: observation.recordFields,
                    collectedAt: report.time,
                    simulated: false
                )
            }
            let answers = Assessment(try Dossier(entry.device, records)).roles.flatMap(\.items).flatMap(\.answers)
            return try #require(answers.first { $0.rule == "G2.distinct" }).status
        }
        #expect(try standing(sound) == .met)
        #expect(try standing(sharing + sound) == .refuted)
        #expect(try standing([sound[0], sound[0]]) == .refuted)
        #expect(try standing([made.infineonModulus(bits: 1024), sound[0]]) == .refuted)
        #expect(try standing([sound[0]]) == .unknown)
        #expect(try standing(sound, .claimed) == .unknown)
        #expect(try standing(sound + [[0]]) == .unknown)
    }
}
