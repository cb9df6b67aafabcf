import Attestation
import Digests
import Model
import TPM2
import Testing

@Suite struct CertifiedStorageKeyTests {
    private static let storage: ObjectAttributes = [
        .restricted, .decrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .noDA,
    ]

    private func verify(
        _ storageAttributes: ObjectAttributes = storage,
        change: (inout Forger) -> Void = { _ in },
        certify other: Public? = nil
    ) throws -> [Finding.Code] {
        var storage = Forger()
        storage.attributes = storageAttributes
        var forger = Forger()
        forger.type = .attestCertify
        change(&forger)
        let result = CertifiedStorageKey.verify(
            try forger.certify(try (other ?? storage.publicArea).name()),
            of: storage.publicArea,
            by: try forger.attestationKey(),
            primaryIn: .endorsement,
            nonce: Array(repeating: 7, count: 32)
        )
        #expect((result.key != nil) == result.judgement.failures.isEmpty)
        return result.judgement.failures.map(\.code)
    }

    @Test func `a certified storage key is believed`() throws { #expect(try verify() == []) }

    @Test func `another key than the certified one is refused`() throws {
        #expect(try verify(certify: Forger().publicArea) == [.certifiedName])
    }

    @Test(arguments: [ObjectAttributes.restricted, .decrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin])
    func `a key to which a secret must not go is refused`(missing: ObjectAttributes) throws {
        #expect(try verify(Self.storage.subtracting(missing)) == [.certifiedAttributes])
    }

    @Test func `a storage key whose Name is a SHA-1 digest is refused`() throws {
        var storage = Forger()
        storage.attributes = Self.storage
        storage.nameHash = .sha1
        var forger = Forger()
        forger.type = .attestCertify
        let result = CertifiedStorageKey.verify(
            try forger.certify(try storage.publicArea.name()),
            of: storage.publicArea,
            by: try forger.attestationKey(),
            primaryIn: .endorsement,
            nonce: Array(repeating: 7, count: 32)
        )
        #expect(result.key == nil)
        #expect(result.judgement.failures.map(\.code) == [.certifiedName])
    }

    @Test func `a certification for another nonce is refused`() throws {
        #expect(try verify(change: { $0.nonce = [1] }) == [.statementNonce])
    }

    @Test func `a certification by an unrestricted key is refused`() throws {
        #expect(try verify(change: { $0.attributes.remove(.restricted) }) == [.signerAttributes])
    }

    @Test func `a quote is not a certification`() throws {
        #expect(try verify(change: { $0.type = .attestQuote }) != [])
    }
}
