import Digests
import Model
import TPM2
import Testing
import Wire

@Suite struct CommandTests {
    @Test func `an emulator says that it is one`() throws {
        try withTPM { tpm, _ in
            let root = try tpm.identity()
            #expect(root.manufacturer == "IBM" && root.model == "SW   TPM" && root.simulated)
        }
    }

    @Test func `every command that the TPM lists has a name here`() throws {
        try withTPM { tpm, _ in
            let commands = try tpm.commands()
            #expect(commands.count > 90)
            for command in commands { #expect(command.code.description.hasPrefix("TPM2_")) }
            #expect(try tpm.algorithms().contains { $0.algorithm == .aes })
            #expect(try tpm.banks().contains { $0.hash == .sha256 && $0.pcrs.count == 24 })
        }
    }

    @Test func `the handles of each command are as many as the TPM counts`() throws {
        try withTPM { tpm, _ in
            let attributes = Dictionary(try tpm.commands().map { ($0.code, $0) }) { first, _ in first }
            for (code, handles) in Self.handleCounts { #expect(attributes[code]?.handleCount == handles, "\(code)") }
        }
    }

    private static var handleCounts: [(CommandCode, Int)] {
        let none = Entity.null
        let area = Sized(Public.storageRootP256)
        let blob = Sized(IDObject(integrityHMAC: [], encIdentity: []))
        let commands: [any Command] = [
            Create(parentHandle: none, inPublic: area), Load(parentHandle: none, inPrivate: [], inPublic: area),
            LoadExternal(inPublic: area), ReadPublic(objectHandle: none),
            ActivateCredential(activateHandle: none, keyHandle: none, credentialBlob: blob, secret: []),
            MakeCredential(handle: none, credential: [], objectName: []), Unseal(itemHandle: none),
            Duplicate(objectHandle: none, newParentHandle: none),
            Import(parentHandle: none, objectPublic: area, duplicate: [], inSymSeed: []),
            Certify(objectHandle: none, signHandle: none, qualifyingData: []),
            Quote(signHandle: none, qualifyingData: [], pcrSelect: List()), Sign(keyHandle: none, digest: []),
            PolicySecret(authHandle: none, policySession: none), PolicyGetDigest(policySession: none),
            CreatePrimary(primaryHandle: none, inPublic: area), FlushContext(flushHandle: .null),
            EvictControl(auth: none, objectHandle: none, persistentHandle: .null), Clear(authHandle: none),
            NVRead(authHandle: none, nvIndex: none, size: 0), NVReadPublic(nvIndex: none),
            NVUndefineSpace(authHandle: none, nvIndex: none), NVWrite(authHandle: none, nvIndex: none, data: []),
            PCRExtend(pcrHandle: none, digests: List()), PCRRead(pcrSelectionIn: List()),
        ]
        return commands.map { (type(of: $0).code, $0.handles.count) }
    }

    @Test func `an NV index is written and read back in pieces, encrypted`() throws {
        try withTPM { tpm, _ in
            let content = (0..<1500).map { UInt8($0 & 0xFF) }
            let area = NVPublic(
                nvIndex: .nvIndex(0x80_0001),
                nameAlg: .sha256,
                attributes: [.ownerWrite, .ownerRead, .authRead, .noDA],
                authPolicy: [],
                dataSize: 1500
            )
            try tpm.scoped {
                let key = try tpm.createPrimary(in: .owner, .storageRootP256)
                let session = try tpm.startSession(saltedTo: key)
                try tpm.execute(
                    NVDefineSpace(authHandle: .owner, auth: [7, 7], publicInfo: Sized(area)),
                    auth: .hmac(session)
                )
                var entity = try Entity(area)
                for offset in stride(from: 0, to: 1500, by: 500) {
                    let part = Buffer(Array(content[offset..<offset + 500]))
                    try tpm.execute(
                        NVWrite(authHandle: .owner, nvIndex: entity, data: part, offset: UInt16(offset)),
                        auth: .hmac(session)
                    )
                    // The first writing changes the attributes, and so the Name.
                    var written = area
                    written.attributes.insert(.written)
                    entity = try Entity(written)
                }
                #expect(try tpm.readNV(area.nvIndex, auth: .hmac(session, authValue: [7, 7])) == content)
                #expect(try tpm.readNV(area.nvIndex, by: .owner, over: session) == content)
                #expect(try tpm.handles(.nvIndex) == [area.nvIndex])
                try tpm.execute(NVUndefineSpace(authHandle: .owner, nvIndex: entity), auth: .hmac(session))
            }
            #expect(throws: TPMError.refused(.nvReadPublic, ResponseCode(rawValue: 0x18B))) {
                try tpm.readNV(area.nvIndex)
            }
        }
    }

    @Test func `a credential opens for its object and for no other`() throws {
        try withTPM { tpm, _ in
            for template in [EndorsementKeyTemplate.l1, .l2, .h3] {
                try tpm.scoped {
                    let endorsementKey = try tpm.createPrimary(in: .endorsement, template.template())
                    try tpm.trusted(by: endorsementKey) { trusted in
                        let key = try trusted.createPrimary(in: .endorsement, .attestationP256())
                        let other = try trusted.createPrimary(in: .endorsement, .attestationP256(label: [1]))
                        let credential = try Credential.make(
                            for: endorsementKey.public,
                            name: key.name,
                            secret: [1, 2]
                        )
                        #expect(try trusted.activate(credential, for: key, with: endorsementKey, template) == [1, 2])
                        #expect(throws: TPMError.self) {
                            try trusted.activate(credential, for: other, with: endorsementKey, template)
                        }
                    }
                }
            }
        }
    }

    @Test func `certification, creation, signature and persistence work`() throws {
        try withTPM { tpm, _ in
            try tpm.scoped {
                let key = try tpm.createPrimary(in: .endorsement, .attestationRSA2048())
                let parent = try tpm.createPrimary(in: .owner, .storageRootRSA2048)
                let certified = try tpm.execute(
                    Certify(objectHandle: parent.entity, signHandle: key.entity, qualifyingData: [1]),
                    auth: .empty,
                    .empty
                )
                let attest = try Attest(certified.certifyInfo.bytes)
                guard case .certify(let name, _) = attest.attested else { throw TestFailure("not a certification") }
                #expect(name.bytes == parent.name && attest.extraData == [1])
                let digest = try HashAlgorithm.sha256.digest(certified.certifyInfo.bytes)
                let ticket = try tpm.execute(
                    VerifySignature(keyHandle: key.entity, digest: Buffer(digest), signature: certified.signature)
                ).validation
                #expect(ticket.tag == .verified)
                // A restricted key signs no digest that the TPM did not make.
                #expect(throws: TPMError.refused(.sign, ResponseCode(rawValue: 0x3E0))) {
                    try tpm.execute(Sign(keyHandle: key.entity, digest: Buffer(digest)), auth: .empty)
                }
                let persistent = Handle(rawValue: 0x8101_0001)
                try tpm.execute(
                    EvictControl(auth: .owner, objectHandle: parent.entity, persistentHandle: persistent),
                    auth: .empty
                )
                let session = try tpm.startSession(saltedTo: parent)
                let kept = try tpm.readPublic(persistent, over: session)
                #expect(kept.public == parent.public)
                let made = try tpm.execute(
                    Create(parentHandle: parent.entity, inPublic: Sized(.attestationP256())),
                    auth: .hmac(session)
                )
                let child = try tpm.load(made.outPrivate, made.outPublic.body, under: parent)
                let creation = try tpm.execute(
                    CertifyCreation(
                        signHandle: key.entity,
                        objectHandle: child.entity,
                        qualifyingData: [2],
                        creationHash: made.creationHash,
                        creationTicket: made.creationTicket
                    ),
                    auth: .empty
                )
                #expect(try Attest(creation.certifyInfo.bytes).type == .attestCreation)
                // swtpm has room for three objects.
                try tpm.flush(child.handle)
                try tpm.execute(
                    EvictControl(auth: .owner, objectHandle: kept.entity, persistentHandle: persistent),
                    auth: .empty
                )
                let external = try tpm.loadExternal(parent.public)
                let blob = try tpm.execute(
                    MakeCredential(handle: external.entity, credential: [5], objectName: Buffer(key.name))
                )
                #expect(!blob.secret.isEmpty)
            }
            try tpm.execute(SelfTest())
            try tpm.execute(Shutdown())
        }
    }
}
