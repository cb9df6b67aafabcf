internal import COSE
internal import Crypto
internal import PSAToken
internal import SoC
internal import Subsystem

/// Keys, secrets and what speaks for the device.
extension Attack {
    static let secrets: [Attack] = [
        Attack(
            "secret-read-on-station",
            by: .station,
            "read the unique secret's fuses over the station's console",
            must: "no command says the secret",
            without: .block(.secretUnreadable)
        ) { bench in
            let device = try bench.device(.station)
            let boot = try onStation(device)
            defer { boot.switchOff() }
            let answer = try boot.ask(.readFuse, [Fuse.uniqueSecret.rawValue])
            return try isSecret(answer.payload, device)
        },
        Attack(
            "secret-read-by-firmware",
            by: .software,
            "read the unique secret's fuses from the secure world",
            must: "no command says the secret",
            without: .block(.secretUnreadable)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            defer { boot.switchOff() }
            let answer = try boot.block(.readFuse, [Fuse.uniqueSecret.rawValue])
            return try isSecret(answer.payload, device)
        },
        Attack(
            "lower-layer-key",
            by: .software,
            "derive a key of the secure world's, once the application's layer has begun",
            must: "the keys of the layer below are gone",
            without: .block(.layerSecrets)
        ) { bench in
            let boot = try bench.device().boot()
            try boot.takeMailbox()
            defer { boot.switchOff() }
            let below = try boot.demandOfBlock(.derive, Array("storage".utf8))
            try boot.demandOfBlock(.advance, AttackEvidence.lie)
            let above = try boot.block(.derive, Array("storage".utf8))
            return Observation(above.payload == below, above.payload == below ? "the same key" : "another key")
        },
        Attack(
            "unsealed-by-other-firmware",
            by: .software,
            "unseal with other firmware of the same maker what firmware had sealed",
            must: "sealed octets open for what sealed them",
            without: .block(.sealBinding)
        ) { bench in
            let device = try bench.device()
            let boot = try device.boot()
            try boot.takeMailbox()
            let secret = Array("a secret of the first".utf8)
            let sealed = try boot.demandOfBlock(.seal, secret)
            boot.switchOff()
            try device.flash(bench.workshop.genuineImage(marker: AttackWorkshop.hostile))
            let other = try device.boot()
            try other.takeMailbox()
            defer { other.switchOff() }
            let opened = try other.block(.unseal, sealed)
            return Observation(opened.payload == secret, opened.payload == secret ? "unsealed" : "not unsealed")
        },
        Attack(
            "token-forged",
            by: .software,
            "have the block sign the digest of a token that one wrote oneself",
            must: "the key of tokens signs no digest that is given",
            without: .block(.keySeparation)
        ) { bench in
            let boot = try bench.device().boot()
            try boot.takeMailbox()
            defer { boot.switchOff() }
            let (old, new) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32))
            let token = try boot.demandOfBlock(.attest, old)
            var (forged, digest) = try AttackEvidence.forged(token, old, new)
            forged.signature = try boot.demandOfBlock(.sign, digest)
            let claims = try AttackEvidence.verify(forged.octets, new, bench.workshop.instance(of: .secured))
            return Observation(claims != nil, claims == nil ? "the forged token is refused" : "it is believed")
        },
        Attack(
            "measurement-replaced",
            by: .software,
            "measure once more, to attest other firmware than runs",
            must: "the first measurement stays what the ROM measured",
            without: .block(.ownMeasurements)
        ) { bench in
            let boot = try bench.device().boot()
            try boot.takeMailbox()
            defer { boot.switchOff() }
            let nonce = [UInt8](repeating: 3, count: 32)
            try boot.demandOfBlock(.advance, AttackEvidence.lie)
            let token = try boot.demandOfBlock(.attest, nonce)
            guard let claims = try AttackEvidence.verify(token, nonce, bench.workshop.instance(of: .secured)) else {
                throw AttackFailure("the device's own token is refused")
            }
            let isLie = claims.components.first?.measurement == AttackEvidence.lieDigest
            return Observation(isLie, isLie ? "the token names what never ran" : "the token names what runs")
        },
        Attack(
            "evidence-replayed",
            by: .network,
            "show a verifier a token that another nonce was answered with",
            must: "the verifier refuses it",
            without: .verifier("nonce")
        ) { bench in
            let boot = try bench.device().boot()
            try boot.takeMailbox()
            defer { boot.switchOff() }
            let (old, new) = ([UInt8](repeating: 4, count: 32), [UInt8](repeating: 5, count: 32))
            let token = try boot.demandOfBlock(.attest, old)
            // A verifier without freshness takes the nonce that comes.
            let expected = bench.mutant == .verifier("nonce") ? old : new
            let claims = try AttackEvidence.verify(token, expected, bench.workshop.instance(of: .secured))
            return Observation(claims != nil, claims == nil ? "refused" : "believed")
        },
        Attack(
            "evidence-relayed",
            by: .network,
            "answer a verifier's nonce with the token of another genuine device",
            must: "the verifier refuses it",
            without: .verifier("instance")
        ) { bench in
            let boot = try bench.device(.closed).boot()
            try boot.takeMailbox()
            defer { boot.switchOff() }
            let nonce = [UInt8](repeating: 6, count: 32)
            let token = try boot.demandOfBlock(.attest, nonce)
            // A verifier that takes any genuine device for the one that it speaks with.
            let kind: AttackWorkshop.Kind = bench.mutant == .verifier("instance") ? .closed : .secured
            let claims = try AttackEvidence.verify(token, nonce, bench.workshop.instance(of: kind))
            return Observation(claims != nil, claims == nil ? "refused" : "believed")
        },
        Attack(
            "evidence-of-older-boot",
            by: .software,
            "show a token of an earlier boot as one of this boot",
            must: "the token says that it is of another boot",
            without: .block(.bootSeed)
        ) { bench in
            let device = try bench.device()
            let nonce = [UInt8](repeating: 7, count: 32)
            var seeds: [[UInt8]?] = []
            for _ in 0..<2 {
                let boot = try device.boot()
                try boot.takeMailbox()
                let token = try boot.demandOfBlock(.attest, nonce)
                boot.switchOff()
                seeds.append(
                    try AttackEvidence.verify(token, nonce, bench.workshop.instance(of: .secured))?.bootSeed
                )
            }
            guard seeds.allSatisfy({ $0 != nil }) else { throw AttackFailure("the device's own token is refused") }
            return Observation(seeds[0] == seeds[1], seeds[0] == seeds[1] ? "one seed" : "two seeds")
        },
    ]

    /// Whether the octets hold what lies in the silicon.
    private static func isSecret(_ octets: [UInt8], _ device: AttackedDevice) throws -> Observation {
        let secret = try device.secret
        let isThere = octets.count >= secret.count && octets.prefix(secret.count).elementsEqual(secret)
        return Observation(isThere, isThere ? "the secret, as it lies in the silicon" : "no secret")
    }
}
