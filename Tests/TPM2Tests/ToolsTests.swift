import Digests
import TPM2
import TPMTransport
import Testing
import Wire

/// Both ways with tpm2-tools on the same TPM.
@Suite struct ToolsTests {
    @Test func `the tools make the endorsement keys of our templates`() throws {
        let software = try SoftwareTPM()
        for (template, name) in [(EndorsementKeyTemplate.l1, "rsa2048"), (.l2, "ecc")] {
            try software.tool("tpm2_createek -c ek.ctx -G \(name) -u ek.pub && tpm2_flushcontext -t")
            let theirs = try Sized<Public>(software.file("ek.pub")).body
            let transport = try software.connect()
            let tpm = TPM(RetryingTransport(transport))
            let ours = try tpm.scoped { try tpm.createPrimary(in: .endorsement, template.template()) }
            #expect(ours.public == theirs)
            transport.close()
        }
    }

    @Test(arguments: [Public.attestationP256(), .attestationRSA2048()])
    func `tpm2_checkquote accepts our quote, and refuses it with another nonce`(template: Public) throws {
        let software = try SoftwareTPM()
        let transport = try software.connect()
        let tpm = TPM(RetryingTransport(transport))
        try tpm.scoped {
            let key = try tpm.createPrimary(in: .endorsement, template)
            let quote = try tpm.execute(
                Quote(
                    signHandle: key.entity,
                    qualifyingData: [0xAB, 0xCD],
                    pcrSelect: List([PCRSelection(.sha256, [0, 1, 7])])
                ),
                auth: .empty
            )
            try software.write(quote.quoted.bytes, to: "quote.msg")
            try software.write(try quote.signature.serialized(), to: "quote.sig")
            try software.write(try Sized(key.public).serialized(), to: "ak.pub")
        }
        transport.close()
        try software.tool("tpm2_checkquote -u ak.pub -m quote.msg -s quote.sig -g sha256 -q abcd")
        #expect(throws: TestFailure.self) {
            try software.tool("tpm2_checkquote -u ak.pub -m quote.msg -s quote.sig -g sha256 -q abce")
        }
    }

    @Test func `we read the tools' quote and key`() throws {
        let software = try SoftwareTPM()
        try software.tool("tpm2_createek -c ek.ctx -G rsa -u ek.pub && tpm2_flushcontext -t")
        try software.tool("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub -n ak.name")
        try software.tool("tpm2_flushcontext -t && tpm2_flushcontext -s")
        try software.tool("tpm2_quote -c ak.ctx -l sha256:0,1,2 -q 1234 -m q.msg -s q.sig")
        let key = try Sized<Public>(software.file("ak.pub")).body
        #expect(try key.name() == software.file("ak.name"))
        let attest = try Attest(software.file("q.msg"))
        #expect(attest.type == .attestQuote && attest.extraData == [0x12, 0x34])
        guard case .ecdsa = try Signature(software.file("q.sig")) else { throw TestFailure("not ECDSA") }
        #expect(try attest.serialized() == software.file("q.msg"))
    }

    @Test func `tpm2_activatecredential opens our credential`() throws {
        let software = try SoftwareTPM()
        try software.tool("tpm2_createek -c ek.ctx -G rsa -u ek.pub && tpm2_flushcontext -t")
        try software.tool("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub -n ak.name")
        try software.tool("tpm2_flushcontext -t && tpm2_flushcontext -s")
        let credential = try Credential.make(
            for: Sized<Public>(software.file("ek.pub")).body,
            name: software.file("ak.name"),
            secret: Array("a secret of ours".utf8)
        )
        // tpm2-tools: magic, version, TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET.
        let header: [UInt8] = [0xBA, 0xDC, 0xC0, 0xDE, 0, 0, 0, 1]
        let (blob, secret) = try credential.parameters()
        try software.write(header + blob.serialized() + secret.serialized(), to: "cred")
        try software.tool("tpm2_startauthsession --policy-session -S s.ctx && tpm2_policysecret -S s.ctx -c e")
        try software.tool("tpm2_activatecredential -c ak.ctx -C ek.ctx -i cred -o plain -P session:s.ctx")
        #expect(try software.file("plain") == Array("a secret of ours".utf8))
    }

    @Test func `tpm2_import and tpm2_unseal open what we sealed`() throws {
        let software = try SoftwareTPM()
        try software.tool("tpm2_createprimary -C o -G ecc -c p.ctx && tpm2_readpublic -c p.ctx -o p.pub")
        try software.tool("tpm2_flushcontext -t && tpm2_pcrread sha256:16 -o pcr.bin")
        let policy = Policy([
            .pcr(
                List([PCRSelection(.sha256, [16])]),
                digest: try Policy.pcrDigest([software.file("pcr.bin")], hash: .sha256)
            )
        ])
        let sealed = try SealedObject.make(
            data: [65, 66],
            policyDigest: policy.digest(.sha256),
            parent: Sized<Public>(software.file("p.pub")).body
        )
        try software.write(sealed.public.serialized(), to: "s.pub")
        try software.write(sealed.duplicate.serialized(), to: "s.dup")
        try software.write(sealed.inSymSeed.serialized(), to: "s.seed")
        try software.tool("tpm2_import -C p.ctx -u s.pub -i s.dup -s s.seed -r s.priv && tpm2_flushcontext -t")
        try software.tool("tpm2_load -C p.ctx -u s.pub -r s.priv -c s.ctx && tpm2_flushcontext -t")
        #expect(try software.tool("tpm2_unseal -c s.ctx -p pcr:sha256:16") == [65, 66])
    }
}
