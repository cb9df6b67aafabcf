import Foundation
import Glibc
import Lab
import LabSupport
import Model
import TPMTransport
import Testing

@Suite struct LabTPMTests {
    @Test func `endorsement certificates chain to the lab's own root, on every device`() throws {
        try withLab { lab in
            for name in ["one", "two"] {
                try withLabTPM(in: lab, name: name, booted: false) { tpm in
                    let maker = try tpm.manufacturer()
                    #expect(try maker.rootCertificate() != maker.issuerCertificate())
                    let certificates = try tpm.endorsementCertificates()
                    #expect(certificates.keys.sorted() == ["ek-rsa2048.crt", "ek-secp384r1.crt"])
                    for certificate in certificates.keys {
                        let path = tpm.directory.appendingPathComponent("ek/" + certificate).path
                        let pem = lab.appendingPathComponent("ek.pem").path
                        #expect(
                            try Tool.run(["openssl", "x509", "-inform", "der", "-in", path, "-out", pem]).status == 0
                        )
                        // The EK certificate's critical extension with the TPM's model is unknown to OpenSSL.
                        let verified = try Tool.run([
                            "openssl", "verify", "-ignore_critical", "-CAfile", maker.rootCertificateFile.path,
                            "-untrusted", maker.directory.appendingPathComponent("issuercert.pem").path, pem,
                        ])
                        #expect(verified.status == 0, "\(verified.text)")
                    }
                }
            }
        }
    }

    @Test func `the certificates in NV are those that the maker wrote`() throws {
        try withLabTPM { tpm in
            let tcti = try #require(tpm.endpoint).tcti
            let written = try tpm.endorsementCertificates()
            for (index, name) in [("0x1c00002", "ek-rsa2048.crt"), ("0x1c00016", "ek-secp384r1.crt")] {
                let file = tpm.directory.appendingPathComponent("nv.der").path
                let read = try Tool.run(["tpm2_nvread", "-C", "o", "-o", file, index], tcti: tcti)
                #expect(read.status == 0, "\(read.text)")
                #expect(FileManager.default.contents(atPath: file).map { [UInt8]($0) } == written[name])
            }
        }
    }

    @Test func `a device survives being stopped and opened again`() throws {
        try withLab { lab in
            let tpm = try LabTPM.create(in: lab, name: "again")
            try tpm.boot()
            let certificates = try tpm.endorsementCertificates()
            try tpm.stop()
            #expect(!tpm.isRunning && tpm.endpoint == nil)
            #expect(throws: BedplateError(.labDeviceState, "")) { try tpm.connect() }
            let opened = try LabTPM.open(in: lab, name: "again")
            try opened.boot()
            #expect(opened.isRunning)
            #expect(try opened.endorsementCertificates() == certificates)
            #expect(LabTPM.names(in: lab) == ["again"])
            try opened.remove()
            #expect(LabTPM.names(in: lab).isEmpty)
        }
    }

    @Test func `a detached device is used and stopped by another handle`() throws {
        try withLab { lab in
            var starter: LabTPM? = try LabTPM.create(in: lab, name: "detached")
            try starter?.boot(.detached)
            starter = nil
            let other = try LabTPM.open(in: lab, name: "detached")
            #expect(other.isRunning)
            _ = try other.connect()
            try other.remove()
            #expect(!other.isRunning)
        }
    }

    @Test func `a bound device ends with its handle`() throws {
        try withLab { lab in
            var tpm: LabTPM? = try LabTPM.create(in: lab, name: "bound")
            try tpm?.boot()
            let endpoint = try #require(tpm?.endpoint)
            tpm = nil
            #expect(throws: BedplateError(.tpmUnreachable, "")) {
                try SocketTransport(endpoint, timeout: .milliseconds(200))
            }
        }
    }

    @Test func `a device whose directory lies deep has its sockets elsewhere`() throws {
        try withLab { lab in
            let deep = lab.appendingPathComponent(String(repeating: "d", count: 100))
            try withLabTPM(in: deep) { tpm in
                guard case .unix(let path) = try #require(tpm.endpoint) else { return }
                #expect(path.hasPrefix("/tmp/bedplate-lab-") && path.utf8.count < Endpoint.pathLimit)
                try tpm.stop()
                #expect(!FileManager.default.fileExists(atPath: path))
            }
        }
    }

    @Test(arguments: ["", "-a", "A", "a/b", "..", "a b", String(repeating: "a", count: 33)])
    func `a name that is no file name is refused`(name: String) throws {
        try withLab { lab in
            #expect(throws: BedplateError(.malformed, "")) { try LabTPM.create(in: lab, name: name) }
            #expect(throws: BedplateError(.malformed, "")) { try LabTPM.open(in: lab, name: name) }
        }
    }

    @Test func `a device is made once, and an absent one is named`() throws {
        try withLab { lab in
            #expect(throws: BedplateError(.notFound, "")) { try LabTPM.open(in: lab, name: "one") }
            _ = try LabTPM.create(in: lab, name: "one")
            #expect(throws: BedplateError(.conflict, "")) { try LabTPM.create(in: lab, name: "one") }
            #expect(throws: BedplateError(.environment, "")) {
                try LabTPM.create(in: lab.appendingPathComponent("a,b"), name: "one")
            }
        }
    }

    @Test func `seeds and sockets are for their owner only`() throws {
        try withLabTPM { tpm in
            for path in ["state", "run", "ek", "boot"] {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: tpm.directory.appendingPathComponent(path).path
                )
                #expect(attributes[.posixPermissions] as? Int == 0o700)
            }
        }
    }
}
