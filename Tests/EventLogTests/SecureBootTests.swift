import Digests
import EventLog
import Testing
import Wire

@Suite struct SecureBootTests {
    private func state(
        _ boot: SampleBoot,
        quoting real: SampleBoot? = nil,
        errata: Set<Erratum> = []
    ) throws -> Result<SecureBootState, SecureBootRefusal> {
        let quoted = try (real ?? boot).pcrs(.sha256)
        let verification = try boot.log(errata: errata).verified(bank: .sha256, pcrs: quoted)
        #expect(verification.holds)
        return verification.events.secureBootState()
    }

    private func position(_ boot: SampleBoot, _ name: String) throws -> Int {
        try boot.index { event in
            (try? UEFIVariable(event.data, order: .little))?.name == name && event.type == .efiVariableDriverConfig
        }
    }

    @Test func `the state is read from what the digests cover`() throws {
        let state = try state(SampleBoot()).get()
        #expect(state.isEnabled && !state.isSetupMode && !state.isDMAProtectionDisabled)
        #expect(state.platformKey.certificates == [SampleBoot.certificate])
        #expect(state.keyExchangeKeys.certificates.count == 1 && state.permitted.certificates.count == 1)
        #expect(state.forbidden.imageDigests.count == 2)
        #expect(state.preSeparatorAuthorities.isEmpty)
        #expect(state.postSeparatorAuthorities.map(\.certificate) == [SampleBoot.certificate])
    }

    @Test func `Secure Boot off is told as off`() throws {
        #expect(try !state(SampleBoot(secureBoot: 0)).get().isEnabled)
    }

    @Test func `no platform key is setup mode, and contradicts Secure Boot being on`() throws {
        for on in [0, 1] as [UInt8] {
            var boot = try SampleBoot(secureBoot: on)
            let data = try SampleBoot.variable(.globalVariable, "PK", [])
            boot.events[try position(boot, "PK")] = .init(7, .efiVariableDriverConfig, data)
            switch try state(boot) {
            case .success(let state): #expect(on == 0 && state.isSetupMode)
            case .failure(let refusal): #expect(on == 1 && refusal == .empty(variable: "PK"))
            }
        }
    }

    @Test func `without a verified PCR 7 there is no state`() throws {
        let boot = try SampleBoot()
        let events = try boot.log().verified(bank: .sha256, pcrs: try boot.pcrs(.sha256).filter { $0.key == 4 }).events
        #expect(events.secureBootState() == .failure(.notVerified))
    }

    @Test func `what was extended after the separator never is configuration`() throws {
        var boot = try SampleBoot(secureBoot: 0)
        let forged = try SampleBoot.variable(.globalVariable, "SecureBoot", [1])
        boot.events.append(.init(7, .efiVariableDriverConfig, forged))
        let last = boot.events.count
        #expect(try state(boot) == .failure(.configurationAfterSeparator(event: last)))
    }

    /// The attack of go-attestation's disclosure: the true events are relabelled as something that a reader skips, and a
    /// whole second set, extended after boot, takes their place.
    @Test(
        arguments: [.unused, .postCode, .ipl, .eventTag, .efiAction, .efiVariableAuthority, .efiVariableBoot]
            as [EventType]
    )
    func `true events hidden under another label are refused`(label: EventType) throws {
        var boot = try SampleBoot(secureBoot: 0)
        let genuine = try SampleBoot(secureBoot: 1).events.filter { $0.pcr == 7 }
        boot.events += genuine
        var relabelled = boot
        for index in boot.events.indices.dropLast(genuine.count) where boot.events[index].pcr == 7 {
            relabelled.events[index].type = label
        }
        guard case .failure = try state(relabelled, quoting: boot) else {
            Issue.record("believed under \(label)")
            return
        }
    }

    @Test func `a single event of PCR 7 relabelled is refused`() throws {
        let boot = try SampleBoot()
        for index in boot.events.indices where boot.events[index].pcr == 7 {
            for label in [EventType.unused, .efiAction, .separator, .efiPlatformFirmwareBlob] {
                guard boot.events[index].type != label else { continue }
                var relabelled = boot
                relabelled.events[index].type = label
                guard case .failure = try state(relabelled, quoting: boot) else {
                    Issue.record("event \(index) believed under \(label)")
                    continue
                }
            }
        }
    }

    @Test func `other data under a true digest is refused`() throws {
        let boot = try SampleBoot(secureBoot: 0)
        var changed = boot
        let index = try position(boot, "SecureBoot")
        changed.events[index].data = try SampleBoot.variable(.globalVariable, "SecureBoot", [1])
        #expect(try state(changed, quoting: boot) == .failure(.unverifiable(event: index + 1)))
    }

    @Test func `duplicates, look-alikes, errors and gaps are refused, each by its name`() throws {
        let boot = try SampleBoot()
        let first = try position(boot, "SecureBoot")
        let separator = try boot.index { $0.pcr == 7 && $0.type == .separator }
        func inserting(_ event: SampleBoot.Event, at index: Int) -> SampleBoot {
            var changed = boot
            changed.events.insert(event, at: index)
            return changed
        }
        #expect(try state(inserting(boot.events[first], at: first)) == .failure(.duplicate(event: first + 2)))
        #expect(
            try state(inserting(boot.events[separator], at: separator)) == .failure(.duplicate(event: separator + 2))
        )
        let lookAlike = try SampleBoot.variable(.shimLock, "SecureBoot", [1])
        #expect(
            try state(inserting(.init(7, .efiVariableDriverConfig, lookAlike), at: first))
                == .failure(.unexpected(event: first + 1))
        )
        for measurement in [Measurement.debugMode, .errorSeparator] {
            let type: EventType = measurement.isSeparator ? .separator : .efiAction
            #expect(
                try state(inserting(.init(7, type, measurement.data), at: first))
                    == .failure(.untrustworthyPlatform(event: first + 1))
            )
        }
        var without = boot
        without.events.remove(at: separator)
        #expect(try state(without) == .failure(.noSeparator))
        for name in ["SecureBoot", "PK", "KEK", "db", "dbx"] {
            var gap = boot
            gap.events.remove(at: try position(boot, name))
            #expect(try state(gap) == .failure(.missing(variable: name)))
        }
        var unused = boot
        unused.events.removeAll { $0.type == .efiVariableAuthority }
        #expect(try state(unused) == .failure(.noAuthority))
        var trailing = boot
        trailing.events[first].data.append(0)
        trailing.events[first].measured.append(0)
        #expect(try state(trailing) == .failure(.malformed(event: first + 1)))
    }

    @Test func `DMA protection switched off is told`() throws {
        var boot = try SampleBoot()
        boot.events.insert(.init(7, .efiAction, Measurement.dmaProtectionDisabled.data), at: 2)
        #expect(try state(boot).get().isDMAProtectionDisabled)
    }

    @Test func `old shim's overlong authority needs its erratum, and is reported`() throws {
        var boot = try SampleBoot()
        let hashed = try SampleBoot.variable(.shimLock, "Shim", SampleBoot.certificate) + [1, 2, 3, 4, 5]
        boot.events.append(.init(7, .efiVariableAuthority, hashed + [6], measured: hashed))
        #expect(try state(boot) == .failure(.unverifiable(event: boot.events.count)))
        let verification = try boot.log(errata: [.shimAuthorityLength])
            .verified(bank: .sha256, pcrs: try boot.pcrs(.sha256))
        #expect(verification.errataUsed == [.shimAuthorityLength])
        let state = try verification.events.secureBootState().get()
        #expect(state.postSeparatorAuthorities.last?.certificate == SampleBoot.certificate)
    }

    @Test func `a key database cut at any byte gives no state, and no crash`() throws {
        let boot = try SampleBoot()
        let index = try position(boot, "db")
        let keys = try SampleBoot.certificateList()
        for length in 1..<keys.count {
            var cut = boot
            let data = try SampleBoot.variable(.imageSecurityDatabase, "db", Array(keys[..<length]))
            cut.events[index] = .init(7, .efiVariableDriverConfig, data)
            guard case .failure = try state(cut) else {
                Issue.record("believed at \(length)")
                continue
            }
        }
    }
}
