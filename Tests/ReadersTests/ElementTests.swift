import Assessment
import Elements
import Foundation
import Lab
import LabSupport
import Model
import PKCS11
import Programs
import Readers
import TPM2
import Testing
import TokenSupport

/// Elements that answer: an emulated TPM and a token of SoftHSM2. The token's configuration is the process's: one after
/// another.
@Suite(.serialized) struct ElementTests {
    @Test func `an emulated TPM is virtual, and its certificates are there and not judged`() throws {
        try withLabTPM { lab in
            let live = try TPMReader.read(TPM(try lab.connect()))
            let reading = live.reading
            #expect(reading.part == "TPM 2.0" && reading.isSimulated)
            #expect(reading.fields(.keyStore, "TPM") == ["kind": "virtual"])
            #expect(reading.fields(.part, "TPM")?["vendor"] == "IBM")
            #expect(!reading.says(.identity) && reading.misses("whether the chain leads to a pinned anchor"))
            #expect(reading.fields(.hardening, "owner authorization set") == ["state": "off"])
            #expect(reading.notes.contains { $0.contains("certifies a key with SHA-256") })
            #expect(try reading.isRecordable())
            #expect(String(decoding: live.octets, as: UTF8.self).contains("NV 0x1c00002: 30"))
        }
    }

    @Test func `a TPM without an endorsement certificate has no chain, and one in failure mode shows nothing`() throws {
        try withLabTPM { lab in
            let tpm = TPM(try lab.connect())
            for index in try tpm.handles(.nvIndex) {
                let area = try tpm.execute(NVReadPublic(nvIndex: Entity(index))).nvPublic.body
                try tpm.execute(NVUndefineSpace(authHandle: .platform, nvIndex: try Entity(area)), auth: .empty)
            }
            let reading = try TPMReader.read(tpm).reading
            #expect(reading.fields(.identity, "endorsement key")?["chain"] == "none")
        }
        let broken = try TPMReader.read(TPM(FailureMode())).reading
        #expect(broken.observations.isEmpty && broken.misses("failure mode"))
    }

    private func hsm() throws -> SoftHSM {
        let hsm = try SoftHSM("elements")
        for (name, value) in hsm.environment { _ = unsafe setenv(name, value, 1) }
        return hsm
    }

    private func token(_ hsm: SoftHSM) throws -> PKCS11Token {
        let uri = try PKCS11URI(
            "pkcs11:token=elements?module-path=\(hsm.module)&pin-source=file:\(hsm.path("pin"))"
        )
        return try PKCS11Module.token(uri, in: try PKCS11Module.named(by: uri))
    }

    @Test func `a token of SoftHSM2 is software, and its keys are as the module says`() async throws {
        let hsm = try hsm()
        let token = try token(hsm)
        try await token.create(.ecdsaP256, label: "boot")
        let reading = try await TokenReader.read(token).reading
        #expect(reading.fields(.keyStore, "token") == ["kind": "software"])
        #expect(reading.fields(.keyStore, "key 'boot'") == ["kind": "software", "extractable": "no"])
        #expect(reading.fields(.secret, "key 'boot'")?["storage"] == "file")
        #expect(reading.fields(.secret, "key 'boot'")?["readable"] == "no")
        #expect(!reading.misses("ever outside"))
        #expect(reading.fields(.part, "token")?["serial"] != nil && reading.serial == nil)
        #expect(try reading.isRecordable())
    }

    @Test func `a key that was brought into the token was outside`() async throws {
        let hsm = try hsm()
        let pem = hsm.path("key.pem")
        let made = try Program([
            "openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", pem,
        ])
        guard made.status == 0 else { throw ProgramFailure(made.errorText) }
        let imported = try Program(
            [
                "softhsm2-util", "--import", pem, "--token", "elements", "--label", "brought", "--id", "01", "--pin",
                SoftHSM.pin,
            ],
            environment: hsm.environment
        )
        guard imported.status == 0 else { throw ProgramFailure(imported.errorText + imported.text) }
        let reading = try await TokenReader.read(try token(hsm)).reading
        #expect(reading.fields(.keyStore, "key 'brought'")?["kind"] == "software")
        #expect(reading.misses("key 'brought': that no copy of it was ever outside"))
    }

    /// The module's answers, with other attributes than SoftHSM2 has.
    @Test func `a key that can be read or taken out is told so, and what is not said is missing`() async throws {
        let hsm = try hsm()
        let token = try token(hsm)
        try await token.create(.ecdsaP256, label: "boot")
        var (open, silent) = (try #require(try await token.keys().first), try #require(try await token.keys().first))
        (open.label, silent.label) = ("open", "silent")
        open.attributes = .init(sensitive: false, extractable: true, local: true)
        silent.attributes = .init(local: true)
        let live = try TokenReader.read([open, silent], info: token.info, token.module.info, software: nil)
        #expect(live.reading.fields(.keyStore, "key 'open'") == ["kind": "unproven", "extractable": "yes"])
        #expect(live.reading.fields(.secret, "key 'open'")?["readable"] == "yes")
        #expect(live.reading.misses("key 'silent': the token does not say"))
        #expect(live.reading.fields(.keyStore, "token") == ["kind": "unproven"])
        #expect(live.reading.misses("whether the token is hardware"))
    }

    @Test func `an empty token misses its key`() async throws {
        let hsm = try hsm()
        #expect(try await TokenReader.read(try token(hsm)).reading.misses("a private key: the token shows none"))
    }
}

/// A TPM that answers everything with TPM_RC_FAILURE.
private struct FailureMode: Transport {
    func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] {
        [0x80, 0x01, 0, 0, 0, 10, 0, 0, 0x01, 0x01]
    }
}
