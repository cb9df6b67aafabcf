import Files
import Foundation

/// NXP's own tool, with one key in every place.
extension PublicTool {
    static func ahab(_ key: String, _ payload: String, _ mebibytes: Int, in directory: String) throws -> [PublicTool] {
        let output = directory + "/peer"
        let configuration = try write(
            """
            family: mimx9352
            revision: latest
            target_memory: standard
            output: \(output)
            containers:
              - container:
                  srk_set: oem
                  used_srk_id: 0
                  srk_revoke_mask: '0x00'
                  fuse_version: 0
                  sw_version: 0
                  signer: type=file;file_path=\(key)
                  images:
                    - {image_path: \(payload), load_address: '0x1FFC0000', entry_point: '0x1FFC0000',
                       image_type: executable, core_id: cortex-a55, hash_type: sha256}
                  srk_table: {flag_ca: false, srk_array: [PUBLIC, PUBLIC, PUBLIC, PUBLIC]}

            """
            .replacing("PUBLIC", with: directory + "/public.pem"),
            to: directory + "/ahab.yaml"
        )
        // It takes more than a minute to verify 1 GiB.
        return tools(
            "nxpimage",
            "\(nxpimage(directory)) ahab export --no-fuse-scripts -c \(configuration)",
            mebibytes <= 64 ? "\(nxpimage(directory)) ahab verify -f mimx9352 -b \(output)" : nil,
            of: payload,
            to: output
        )
    }

    static func hab(_ key: String, _ payload: String, in directory: String) throws -> [PublicTool] {
        let certificate = directory + "/srk.pem"
        _ = try Spawned(
            words("openssl req -batch -new -x509 -subj /CN=SRK -addext keyUsage=digitalSignature -key \(key)")
                + ["-out", certificate]
        )
        let table = try write(
            """
            from spsdk.crypto.certificate import Certificate
            from spsdk.image.hab.hab_srk import SrkItem, SrkTable
            table = SrkTable(version=0x40)
            table.append(SrkItem.from_certificate(Certificate.load("\(certificate)")))
            open("\(directory)/table.bin", "wb").write(table.export())
            """,
            to: directory + "/table.py"
        )
        _ = try Spawned(words("env SPSDK_CACHE_FOLDER=\(directory) \(judges)python \(table)"))
        let configuration = try write(
            """
            options: {flags: 8, family: mimxrt1050, revision: latest, startAddress: 0x40000000, ivtOffset: 0x400,
              initialLoadSize: 0x2000, entryPointAddress: 0x40002000}
            inputImageFile: \(payload)
            sections:
              - Header: {Header_Version: "4.2", Header_HashAlgorithm: sha256, Header_Engine: ANY,
                  Header_EngineConfiguration: 0, Header_CertificateFormat: x509, Header_SignatureFormat: CMS}
              - InstallSRK: {InstallSRK_Table: \(directory)/table.bin, InstallSRK_SourceIndex: 0}
              - InstallNOCAK: {InstallNOCAK_File: \(certificate), InstallNOCAK_CertificateFormat: x509}
              - AuthenticateCSF: {Signer: "type=file;file_path=\(key)"}
              - AuthenticateData: {AuthenticateData_VerificationIndex: 0, AuthenticateData_Engine: ANY,
                  AuthenticateData_EngineConfiguration: 0, Signer: "type=file;file_path=\(key)"}

            """,
            to: directory + "/hab.yaml"
        )
        let output = directory + "/peer"
        return tools(
            "nxpimage",
            "\(nxpimage(directory)) hab export -c \(configuration) -o \(output)",
            nil,
            of: payload,
            to: output
        )
    }

    static func masterBootImage(_ key: String, _ payload: String, in directory: String) throws -> [PublicTool] {
        let block = try write(
            """
            family: mcxn947
            containerOutputFile: \(directory)/block.bin
            rootCertificate0File: \(directory)/public.pem
            mainRootCertId: 0
            useIsk: false

            """,
            to: directory + "/block.yaml"
        )
        let output = directory + "/peer"
        let configuration = try write(
            """
            family: mcxn947
            masterBootOutputFile: \(output)
            outputImageExecutionTarget: xip
            outputImageAuthenticationType: signed
            inputImageFile: \(payload)
            outputImageExecutionAddress: 0x10000000
            firmwareVersion: 1
            certBlock: \(block)
            signer: type=file;file_path=\(key)

            """,
            to: directory + "/mbi.yaml"
        )
        return tools("nxpimage", "\(nxpimage(directory)) mbi export -c \(configuration)", nil, of: payload, to: output)
    }

    /// Its cache is kept beside what it makes.
    private static func nxpimage(_ directory: String) -> String {
        "env SPSDK_CACHE_FOLDER=\(directory) SPSDK_DEBUG_LOGGING_DISABLED=1 \(judges)nxpimage"
    }

    private static func write(_ text: String, to path: String) throws -> String {
        try DurableFile.write(Array(text.utf8), to: path)
        return path
    }
}
