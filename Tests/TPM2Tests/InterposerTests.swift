import Digests
import TPM2
import TPMTransport
import Testing
import Wire

@Suite struct InterposerTests {
    static let secret: [UInt8] = Array("a secret that nobody may see".utf8)
    static let authValue: [UInt8] = Array("an authorization value".utf8)

    /// One bus, one TPM, and the two objects of the flows: a key that was verified beforehand, and what it protects.
    private final class Bench {
        enum Flows { case storage, endorsement }

        let software: SoftwareTPM
        let interposer: Interposer
        let tpm: TPM
        let clean: TPM
        private let key: LoadedObject
        private let object: LoadedObject

        var storage: LoadedObject { key }
        var item: LoadedObject { object }
        var endorsementKey: LoadedObject { key }
        var attestationKey: LoadedObject { object }

        /// swtpm has room for three objects: two are kept, one is for the flow.
        init(_ flows: Flows = .storage) throws {
            software = try SoftwareTPM()
            let wire = RetryingTransport(try software.connect())
            interposer = Interposer(wire)
            tpm = TPM(interposer, timeout: .seconds(5))
            clean = TPM(wire)
            switch flows {
            case .endorsement:
                key = try clean.createPrimary(in: .endorsement, EndorsementKeyTemplate.l2.template())
                object = try clean.createPrimary(in: .endorsement, .attestationP256())
            case .storage:
                key = try clean.createPrimary(in: .owner, .storageRootP256)
                let made = try clean.execute(
                    Create(
                        parentHandle: key.entity,
                        inSensitive: Sized(SensitiveCreate(userAuth: Buffer(authValue), data: Buffer(secret))),
                        inPublic: Sized(.sealed(noDA: true))
                    ),
                    auth: .empty
                )
                object = try clean.load(made.outPrivate, made.outPublic.body, under: key)
            }
        }

        /// Flushes what a disturbed flow could not.
        func sweep() throws {
            for handle in try clean.loadedHandles() where handle != key.handle && handle != object.handle {
                try clean.flush(handle)
            }
        }

        /// The flow under the act: what it returned, or nil for an error.
        func attempt(_ act: Interposer.Act, _ flow: (Bench) throws -> [UInt8]) throws -> [UInt8]? {
            interposer.begin(act)
            defer { interposer.act = .nothing }
            let value = try? flow(self)
            try sweep()
            return value
        }
    }

    private static func unseal(_ bench: Bench) throws -> [UInt8] {
        try bench.tpm.trusted(by: bench.storage) { trusted in
            try trusted.execute(
                Unseal(itemHandle: bench.item.entity),
                auth: .hmac(trusted.session, authValue: authValue)
            ).outData.bytes
        }
    }

    private static func seal(_ bench: Bench) throws -> [UInt8] {
        try bench.tpm.trusted(by: bench.storage) { trusted in
            let made = try trusted.execute(
                Create(
                    parentHandle: bench.storage.entity,
                    inSensitive: Sized(SensitiveCreate(userAuth: Buffer(authValue), data: Buffer(secret))),
                    inPublic: Sized(.sealed(noDA: true))
                ),
                auth: .hmac(trusted.session)
            )
            // The blob is different each time; what it is an object of is not.
            return try made.outPublic.body.objectAttributes.serialized()
        }
    }

    /// Endorsement hierarchy, policy session, credential: the flow of enrolment.
    private static func activate(_ bench: Bench) throws -> [UInt8] {
        let credential = try Credential.make(
            for: bench.endorsementKey.public,
            name: bench.attestationKey.name,
            secret: Array(secret.prefix(32))
        )
        return try bench.tpm.trusted(by: bench.endorsementKey) { trusted in
            try trusted.activate(credential, for: bench.attestationKey, with: bench.endorsementKey, .l2)
        }
    }

    /// What a verifier takes from a certification: the Name, under a signature that it checks with the genuine key.
    private static func certify(_ bench: Bench) throws -> [UInt8] {
        try bench.tpm.trusted(by: bench.endorsementKey) { trusted in
            let response = try trusted.execute(
                Certify(
                    objectHandle: bench.attestationKey.entity,
                    signHandle: bench.attestationKey.entity,
                    qualifyingData: [1, 2, 3, 4]
                ),
                auth: .hmac(trusted.session),
                .empty
            )
            let attest = try Attest(response.certifyInfo.bytes)
            guard case .certify(let name, _) = attest.attested else { throw TestFailure("not a certification") }
            return name.bytes + attest.extraData.bytes
        }
    }

    @Test func `no altered octet of enrolment leads to another secret or another certified key`() throws {
        let bench = try Bench(.endorsement)
        for flow in [Self.activate, Self.certify] {
            let expected = try bench.attempt(.nothing, flow)
            #expect(expected != nil)
            let sizes = bench.interposer.traffic.map(\.count)
            var errors = 0
            for message in sizes.indices {
                for byte in 0..<sizes[message] {
                    let value = try bench.attempt(.flip(message: message, byte: byte), flow)
                    #expect(value == nil || value == expected, "message \(message), byte \(byte)")
                    if value == nil { errors += 1 }
                }
                let dropped = try bench.attempt(.drop(message: message), flow)
                #expect(dropped == nil || dropped == expected)
            }
            #expect(errors > 100)
            #expect(try bench.attempt(.nothing, flow) == expected)
        }
    }

    @Test func `recorded traffic holds no secret and no authorization value`() throws {
        let bench = try Bench()
        for flow in [Self.unseal, Self.seal] {
            #expect(try bench.attempt(.nothing, flow) != nil)
            let traffic = bench.interposer.traffic
            #expect(traffic.count >= 6)
            for message in traffic {
                #expect(!message.contains(Self.secret) && !message.contains(Self.authValue))
            }
        }
        // The check sees a secret that does travel.
        let open = try bench.tpm.execute(Unseal(itemHandle: bench.item.entity), auth: .plaintext(Self.authValue))
        #expect(open.outData.bytes == Self.secret)
        #expect(bench.interposer.traffic.contains { $0.contains(Self.secret) })
        #expect(bench.interposer.traffic.contains { $0.contains(Self.authValue) })
    }

    @Test func `no altered byte leads to another secret`() throws {
        let bench = try Bench()
        let expected = try bench.attempt(.nothing, Self.unseal)
        #expect(expected == Self.secret)
        let sizes = bench.interposer.traffic.map(\.count)
        var errors = 0
        for message in sizes.indices {
            for byte in 0..<sizes[message] {
                // The flush at the end is not authenticated, and returns nothing.
                let value = try bench.attempt(.flip(message: message, byte: byte), Self.unseal)
                #expect(value == nil || value == expected, "message \(message), byte \(byte)")
                if value == nil { errors += 1 }
            }
        }
        #expect(errors > 100)
        // The TPM and the bus still work: the errors were not those of a broken bench.
        #expect(try bench.attempt(.nothing, Self.unseal) == expected)
    }

    @Test func `no altered byte leads to another object`() throws {
        let bench = try Bench()
        let expected = try bench.attempt(.nothing, Self.seal)
        let sizes = bench.interposer.traffic.map(\.count)
        // All of the command and response in the middle: the one that carries the secret.
        for message in 2..<4 {
            for byte in 0..<sizes[message] {
                let value = try bench.attempt(.flip(message: message, byte: byte), Self.seal)
                #expect(value == nil || value == expected, "message \(message), byte \(byte)")
            }
        }
        #expect(try bench.attempt(.nothing, Self.seal) == expected)
    }

    @Test func `dropped and replayed messages lead to errors or to the same secret`() throws {
        let bench = try Bench()
        #expect(try bench.attempt(.nothing, Self.unseal) == Self.secret)
        for message in bench.interposer.traffic.indices {
            let dropped = try bench.attempt(.drop(message: message), Self.unseal)
            #expect(dropped == nil || dropped == Self.secret)
            for earlier in stride(from: message % 2, to: message, by: 2) {
                let replayed = try bench.attempt(.replay(message: message, earlier: earlier), Self.unseal)
                #expect(replayed == nil || replayed == Self.secret)
            }
        }
        #expect(try bench.attempt(.nothing, Self.unseal) == Self.secret)
    }

    @Test func `a random number that was altered on the way is not accepted, and its session has ended`() throws {
        let bench = try Bench()
        try bench.clean.scoped {
            let session = try bench.clean.startSession(saltedTo: bench.storage)
            bench.interposer.begin(.flip(message: 1, byte: 20))
            #expect(throws: TPMError.unauthentic(.getRandom)) {
                try bench.tpm.execute(GetRandom(bytesRequested: 16), over: session)
            }
            bench.interposer.begin(.nothing)
            #expect(throws: TPMError.sessionEnded) {
                try bench.tpm.execute(GetRandom(bytesRequested: 16), over: session)
            }
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: part) }
    }
}
