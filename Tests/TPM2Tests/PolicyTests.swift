import Digests
import TPM2
import Testing
import Wire

@Suite struct PolicyTests {
    static let selection = List([PCRSelection(.sha256, [0, 7, 16])])
    static let object = [UInt8](repeating: 1, count: 34)
    static let policies: [Policy] = [
        Policy([]),
        Policy([.pcr(selection, digest: [UInt8](repeating: 9, count: 32))]),
        Policy([.secret(.endorsement)]),
        Policy([.secret(name: Entity.owner.name, policyRef: [1, 2])]),
        Policy([.authValue, .commandCode(.unseal)]),
        Policy([.commandCode(.unseal), .authValue]),
        Policy([.locality(1)]),
        Policy([.cpHash([UInt8](repeating: 3, count: 32))]),
        Policy([.nameHash([UInt8](repeating: 4, count: 32))]),
        Policy([.duplicationSelect(objectName: object, newParentName: object, includeObject: true)]),
        Policy([.duplicationSelect(objectName: object, newParentName: object, includeObject: false)]),
        Policy([.authValue, .or([[UInt8](repeating: 5, count: 32), [UInt8](repeating: 6, count: 32)])]),
    ]

    @Test(arguments: policies)
    func `the calculator agrees with the TPM`(policy: Policy) throws {
        try withTPM { tpm, _ in
            for hash in [HashAlgorithm.sha256, .sha384] {
                // Digests inside a policy have the session hash's size.
                if hash != .sha256, policy.assertions.contains(where: { $0.isOfSHA256 }) { continue }
                let digest = try tpm.scoped {
                    let session = try tpm.startSession(.trial, hash: hash)
                    try tpm.satisfy(policy, in: session)
                    return try tpm.execute(PolicyGetDigest(policySession: session.entity)).policyDigest.bytes
                }
                #expect(try policy.digest(hash) == digest)
            }
        }
    }

    /// TCG EK Credential Profile, Annex B.6.
    @Test(arguments: [
        (EndorsementKeyTemplate.l1, "837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa"),
        (.h2, "ca3d0a99a2b93906f7a3342414efcfb3a385d44cd1fd459089d19b5071c0b7a0"),
        (
            .h3,
            "b26e7d28d11a50bc53d882bcf5fd3a1a074148bb35d3b4e4cb1c0ad9bde419cacb47ba09699646150f9fc000f3f80e12"
        ),
    ])
    func `the endorsement policies are those of the profile`(template: EndorsementKeyTemplate, digest: String) throws {
        #expect(Hexadecimal.encode(try template.authPolicy()) == digest)
    }

    @Test func `data sealed to PCRs opens until one of them changes`() throws {
        try withTPM { tpm, _ in
            try tpm.scoped {
                let parent = try tpm.createPrimary(in: .owner, .storageRootP256)
                let values = try tpm.execute(PCRRead(pcrSelectionIn: Self.selection)).pcrValues.elements.map(\.bytes)
                let policy = Policy([.pcr(Self.selection, digest: try Policy.pcrDigest(values, hash: .sha256))])
                let sealed = try SealedObject.make(
                    data: [1, 2, 3],
                    policyDigest: policy.digest(.sha256),
                    parent: parent.public
                )
                try tpm.trusted(by: parent) { trusted in
                    let item = try trusted.importObject(sealed, under: parent)
                    #expect(try trusted.unseal(item, policy) == [1, 2, 3])
                    // Without its policy, nothing opens it.
                    #expect(throws: TPMError.self) {
                        try trusted.execute(Unseal(itemHandle: item.entity), auth: .empty)
                    }
                    let digest = TaggedHash(hashAlg: .sha256, digest: [UInt8](repeating: 1, count: 32))
                    try tpm.execute(PCRExtend(pcrHandle: .pcr(16), digests: List([digest])), auth: .empty)
                    #expect(throws: TPMError.self) { try trusted.unseal(item, policy) }
                }
            }
        }
    }

    @Test func `nothing is sealed under a key that could leave its TPM`() throws {
        var parent = Public.storageRootP256
        for attribute in [ObjectAttributes.fixedTPM, .fixedParent, .restricted, .decrypt, .sensitiveDataOrigin] {
            parent.objectAttributes = Public.storageRootP256.objectAttributes.subtracting(attribute)
            #expect(throws: SealedObject.Refusal.parent(missing: attribute)) {
                try SealedObject.make(data: [1], policyDigest: [UInt8](repeating: 1, count: 32), parent: parent)
            }
        }
        #expect(throws: SealedObject.Refusal.policyDigest) {
            try SealedObject.make(data: [1], policyDigest: [], parent: .storageRootP256)
        }
        #expect(throws: SealedObject.Refusal.dataSize(0)) {
            try SealedObject.make(data: [], policyDigest: [1], parent: .storageRootP256)
        }
    }
}

extension Policy.Assertion {
    fileprivate var isOfSHA256: Bool {
        switch self {
        case .pcr, .cpHash, .nameHash, .or: true
        default: false
        }
    }
}
