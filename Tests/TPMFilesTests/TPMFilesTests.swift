import Digests
import Foundation
import Model
import TPM2
import TPMFiles
import Testing
import Wire

@Suite("Files of tpm2-tools and Linux", .serialized)
struct TPMFilesTests {
    @Test func `what tpm2_quote writes is read in all of its forms, and the forms agree`() throws {
        let tools = try Tools()
        defer { tools.stop() }
        try tools.run(
            "tpm2_pcrextend",
            "3:sha1=\(String(repeating: "01", count: 20)),sha256=\(String(repeating: "07", count: 32))"
        )
        for (key, scheme) in [("ecc256", "ecdsa"), ("ecc384", "ecdsa"), ("rsa2048", "rsassa"), ("rsa2048", "rsapss")] {
            let context = "\(key)-\(scheme)"
            let hash = key == "ecc384" ? "sha384" : "sha256"
            try tools.run(
                "tpm2_createprimary",
                "-Q",
                "-C",
                "e",
                "-G",
                "\(key):\(scheme)-\(hash):null",
                "-a",
                "restricted|sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth",
                "-c",
                context
            )
            for format in ["tss", "tpmt", "pem"] {
                try tools.run("tpm2_readpublic", "-Q", "-c", context, "-f", format, "-o", "\(context).\(format)")
            }
            let selection = "sha256:0,1,2,3,4,5,6,7,10+sha1:3"
            let quote = [
                "tpm2_quote", "-Q", "-c", context, "-l", selection, "-q", "00112233", "--scheme", scheme, "-g", hash,
            ]
            try tools.run(quote + ["-m", "m", "-s", "s", "-o", "pcrs"])
            try tools.run(quote + ["-m", "m2", "-s", "s.plain", "-f", "plain", "-o", "values", "-F", "values"])

            let area = try PublicKeyFile(tools.read("\(context).tss"))
            #expect(!area.attributesAreAssumed)
            #expect(try PublicKeyFile(tools.read("\(context).tpmt")) == area)
            #expect(throws: BedplateError(.forbidden, "")) { try PublicKeyFile(tools.read("\(context).pem")) }
            let assumed = try PublicKeyFile(tools.read("\(context).pem"), assumesRestricted: true)
            #expect(assumed.attributesAreAssumed)
            #expect(coordinates(assumed.publicArea) == coordinates(area.publicArea))

            let attest = try Attest(tools.read("m"))
            guard case .quote(let selected, let digest) = attest.attested else {
                Issue.record("not a quote")
                return
            }
            let (serialized, form) = try PCRFile.read(tools.read("pcrs"), selection: selected.elements)
            #expect(form == .serialized)
            let (values, otherForm) = try PCRFile.read(tools.read("values"), selection: selected.elements)
            #expect(otherForm == .values)
            #expect(values == serialized)
            #expect(values.banks[.sha1]?[3]?.count == 20)
            #expect(values.banks[.sha256]?.count == 9)
            let inOrder = selected.elements.flatMap { bank in
                bank.pcrs.flatMap { values.banks[bank.hash]?[$0] ?? [] }
            }
            let algorithm = try #require(HashAlgorithm(named: hash))
            #expect(try algorithm.digest(inOrder) == digest.bytes)

            let signature = try tools.read("s")
            #expect(try SignatureFile.read(signature, signer: area.publicArea) == signature)
            let plain = try Signature(SignatureFile.read(tools.read("s.plain"), signer: area.publicArea))
            switch (plain, scheme) {
            case (.ecdsa(let hash, _, _), "ecdsa"), (.rsassa(let hash, _), "rsassa"), (.rsapss(let hash, _), "rsapss"):
                #expect(hash == algorithm)
            default: Issue.record("another scheme: \(plain)")
            }
        }
    }

    @Test func `what tpm2_pcrread prints is read, and agrees with the values it writes`() throws {
        let tools = try Tools()
        defer { tools.stop() }
        let text = try tools.run("tpm2_pcrread", "sha1:0,10+sha256:1,2,17", "-o", "binary")
        let selection = [PCRSelection(.sha1, [0, 10]), PCRSelection(.sha256, [1, 2, 17])]
        let (file, format) = try PCRFile.read([UInt8](text.utf8), selection: nil)
        #expect(format == .yaml)
        #expect(try PCRFile.read(tools.read("binary"), selection: selection).0 == file)
        #expect(file.banks[.sha256]?[17] == [UInt8](repeating: 0xFF, count: 32))
        // Plain values mean nothing without a selection.
        #expect(throws: BedplateError(.malformed, "")) { try PCRFile.read(tools.read("binary"), selection: nil) }
    }

    @Test func `the Linux directory of a bank is read, and a stranger in it is refused`() throws {
        let value = String(repeating: "AB", count: 32)
        let file = try PCRFile(directory: "pcr-sha256", files: ["0": value + "\n", "23": value])
        #expect(file.banks[.sha256]?.keys.sorted() == [0, 23])
        #expect(throws: BedplateError.self) { try PCRFile(directory: "pcr-sha256", files: ["x": value]) }
        #expect(throws: BedplateError.self) { try PCRFile(directory: "pcr-sha1", files: ["0": value]) }
        #expect(throws: BedplateError.self) { try PCRFile(directory: "sha256", files: ["0": value]) }
    }

    @Test func `cut and altered files end in an error and never in a trap`() throws {
        let tools = try Tools()
        defer { tools.stop() }
        try tools.run(
            "tpm2_createprimary",
            "-Q",
            "-C",
            "e",
            "-G",
            "ecc256:ecdsa-sha256:null",
            "-a",
            "restricted|sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth",
            "-c",
            "ak"
        )
        try tools.run("tpm2_readpublic", "-Q", "-c", "ak", "-f", "tss", "-o", "ak.tss")
        try tools.run(
            "tpm2_quote",
            "-Q",
            "-c",
            "ak",
            "-l",
            "sha256:0,1,2,3,4,5,6,7,8",
            "-q",
            "00",
            "-m",
            "m",
            "-s",
            "s",
            "-f",
            "plain",
            "-o",
            "pcrs"
        )
        let pcrs = try tools.read("pcrs")
        let key = try tools.read("ak.tss")
        let signature = try tools.read("s")
        let area = try PublicKeyFile(key).publicArea
        for count in 0..<pcrs.count {
            #expect(throws: (any Error).self) { try PCRFile(serialized: Array(pcrs.prefix(count))) }
        }
        for count in 0..<key.count { #expect(throws: (any Error).self) { try PublicKeyFile(Array(key.prefix(count))) } }
        for count in 0..<signature.count {
            #expect(throws: (any Error).self) { try SignatureFile.read(Array(signature.prefix(count)), signer: area) }
        }
        for index in pcrs.indices {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                var altered = pcrs
                altered[index] = value
                _ = try? PCRFile.read(altered, selection: nil)
            }
        }
    }

    private func coordinates(_ area: Public) -> [[UInt8]] {
        switch area.key {
        case .ecc(_, let point): [point.x.bytes, point.y.bytes]
        case .rsa(_, let modulus): [modulus.bytes]
        default: []
        }
    }
}
