import Digests
import TPM2
import Testing
import Wire

@Suite struct SessionTests {
    @Test func `a command without sessions is answered`() throws {
        try withTPM { tpm, _ in
            let random = try tpm.execute(GetRandom(bytesRequested: 16)).randomBytes.bytes
            #expect(random.count == 16)
        }
    }

    @Test func `the wrong number of authorizations never reaches the TPM`() throws {
        try withTPM { tpm, _ in
            #expect(throws: TPMError.self) { try tpm.execute(Unseal(itemHandle: .owner)) }
            #expect(throws: TPMError.self) { try tpm.execute(GetRandom(bytesRequested: 1), auth: .empty) }
        }
    }

    @Test(arguments: EndorsementKeyTemplate.allCases)
    func `a session salted to an endorsement key authenticates and encrypts`(template: EndorsementKeyTemplate) throws {
        try withTPM { tpm, _ in
            try tpm.scoped {
                let key = try tpm.createPrimary(in: .endorsement, template.template())
                try tpm.trusted(by: key) { trusted in
                    #expect(try trusted.random(48).count == 48)
                    let again = try trusted.createPrimary(in: .endorsement, template.template())
                    #expect(again.name == key.name)
                }
            }
        }
    }

    @Test func `a session bound to an entity needs no authorization value for it`() throws {
        try withTPM { tpm, _ in
            try tpm.execute(HierarchyChangeAuth(authHandle: .owner, newAuth: [1, 2, 3]), auth: .empty)
            try tpm.scoped {
                let session = try tpm.startSession(boundTo: (.owner, [1, 2, 3]))
                let key = try tpm.createPrimary(
                    in: .owner,
                    .storageRootP256,
                    auth: .hmac(session, authValue: [1, 2, 3])
                )
                // Another entity with a session bound elsewhere.
                _ = try tpm.execute(
                    Create(
                        parentHandle: key.entity,
                        inSensitive: Sized(SensitiveCreate(userAuth: [7], data: [42])),
                        inPublic: Sized(.sealed())
                    ),
                    auth: .hmac(session)
                )
            }
            #expect(throws: TPMError.self) {
                try tpm.createPrimary(in: .owner, .storageRootP256, auth: .plaintext([9]))
            }
        }
    }

    @Test(arguments: [[], [5], [5, 6, 0, 0]] as [[UInt8]])
    func `a hierarchy's authorization changes inside a salted session`(value: [UInt8]) throws {
        try withTPM { tpm, _ in
            try tpm.scoped {
                let key = try tpm.createPrimary(in: .owner, .storageRootP256)
                let session = try tpm.startSession(saltedTo: key)
                try tpm.execute(
                    HierarchyChangeAuth(authHandle: .endorsement, newAuth: Buffer(value)),
                    auth: .hmac(session),
                    encrypt: .command
                )
                let second = try tpm.startSession(saltedTo: key)
                _ = try tpm.createPrimary(
                    in: .endorsement,
                    .attestationP256(),
                    auth: .hmac(second, authValue: value)
                )
                // A session that authorizes beside one that encrypts: its HMAC covers the other's nonce.
                _ = try tpm.createPrimary(
                    in: .endorsement,
                    .attestationP256(),
                    auth: .hmac(second, authValue: value),
                    over: session
                )
            }
        }
    }

    @Test(arguments: [true, false])
    func `sealed data comes back by HMAC, by policy and by password`(salted: Bool) throws {
        try withTPM { tpm, _ in
            try tpm.scoped {
                let parent = try tpm.createPrimary(in: .owner, .storageRootRSA2048)
                let session = try tpm.startSession(saltedTo: salted ? parent : nil)
                let policy = Policy([.authValue, .commandCode(.unseal)])
                let secret: [UInt8] = Array(0..<32)
                let made = try tpm.execute(
                    Create(
                        parentHandle: parent.entity,
                        inSensitive: Sized(SensitiveCreate(userAuth: [8, 8], data: Buffer(secret))),
                        inPublic: Sized(.sealed(policy: try policy.digest(.sha256), userWithAuth: true))
                    ),
                    auth: .hmac(session),
                    encrypt: .both
                )
                let item = try tpm.load(made.outPrivate, made.outPublic.body, under: parent, auth: .hmac(session))
                let unseal = Unseal(itemHandle: item.entity)
                #expect(
                    try tpm.execute(unseal, auth: .hmac(session, authValue: [8, 8]), encrypt: .response).outData.bytes
                        == secret
                )
                #expect(try tpm.execute(unseal, auth: .plaintext([8, 8])).outData.bytes == secret)
                #expect(
                    try tpm.execute(unseal, auth: .plaintext([8, 8]), over: session).outData.bytes == secret
                )
                // The policy session encrypts by itself.
                let own = try tpm.startSession(.policy, saltedTo: salted ? parent : nil)
                try tpm.satisfy(policy, in: own)
                #expect(
                    try tpm.execute(unseal, auth: .policy(own, authValue: [8, 8]), encrypt: .response).outData.bytes
                        == secret
                )
                // And again in the same session: the policy was used up, so it is satisfied anew.
                try tpm.satisfy(policy, in: own)
                #expect(
                    try tpm.execute(unseal, auth: .policy(own, authValue: [8, 8]), over: session).outData.bytes
                        == secret
                )
                #expect(throws: TPMError.refused(.unseal, ResponseCode(rawValue: 0x98E))) {
                    try tpm.execute(unseal, auth: .hmac(session, authValue: [8, 9]))
                }
            }
        }
    }

    @Test func `encryption that was asked for and cannot be is an error`() throws {
        try withTPM { tpm, _ in
            #expect(throws: TPMError.self) { try tpm.execute(GetRandom(bytesRequested: 1), encrypt: .response) }
            try tpm.scoped {
                let session = try tpm.startSession()
                #expect(throws: TPMError.self) {
                    try tpm.execute(GetRandom(bytesRequested: 1), over: session, encrypt: .command)
                }
                let plain = try tpm.startSession(symmetric: .null)
                #expect(throws: TPMError.self) {
                    try tpm.execute(GetRandom(bytesRequested: 1), over: plain, encrypt: .response)
                }
            }
        }
    }

    @Test func `a scope flushes what it loaded when its body throws`() throws {
        try withTPM { tpm, _ in
            #expect(throws: TestFailure.self) {
                try tpm.scoped {
                    let key = try tpm.createPrimary(in: .owner, .storageRootP256)
                    _ = try tpm.startSession(saltedTo: key)
                    #expect(try tpm.loadedHandles().count == 2)
                    throw TestFailure("on purpose")
                }
            }
        }
    }
}

extension Public {
    /// A template for sealed data. Without lockout protection, a test may fail to authorize as often as it likes.
    static func sealed(policy: [UInt8] = [], userWithAuth: Bool = true, noDA: Bool = false) -> Public {
        var attributes: ObjectAttributes = [.fixedTPM, .fixedParent]
        if userWithAuth { attributes.insert(.userWithAuth) }
        if noDA { attributes.insert(.noDA) }
        return Public(
            nameAlg: .sha256,
            objectAttributes: attributes,
            authPolicy: Buffer(policy),
            key: .keyedHash(.null, unique: [])
        )
    }
}
