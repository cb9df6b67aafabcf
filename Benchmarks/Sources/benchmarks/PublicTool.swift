import Files
import Foundation

/// The public tools of a format, doing the same with the same payload. None of them flushes what it writes.
struct PublicTool {
    var name: String
    var isSigning: Bool
    var command: [String]
    /// What it makes anew; nil for what it only reads, or changes in place.
    var output: String?

    private static let judges = "../.build/judges/bin/"

    /// Makes what they need in `directory`: keys, descriptions, and what they sign in place.
    static func all(_ format: MeasuredFormat, payload: String, unsigned: String, mebibytes: Int, in directory: String)
        throws -> [PublicTool]
    {
        let key = directory + "/key.pem"
        if !FileManager.default.fileExists(atPath: key) {
            _ = try Spawned(words("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \(key)"))
            _ = try Spawned(words("openssl pkey -in \(key) -pubout -out \(directory)/public.pem"))
        }
        let peer = directory + "/peer"
        switch format {
        case .mcuboot:
            let size = "-H 0x20 --pad-header --align 8 -v 1.0.0 -S \((mebibytes + 1) << 20) -M \(mebibytes * 8)"
            return tools(
                "imgtool",
                "\(judges)imgtool sign -k \(key) \(size) --overwrite-only \(payload) \(peer)",
                "\(judges)imgtool verify -k \(key) \(peer)",
                to: peer
            )
        case .fit:
            // With RSA-2048, by a certificate that is found by its name; an image that is there is signed in place.
            let keys = directory + "/keys"
            try FileManager.default.createDirectory(atPath: keys, withIntermediateDirectories: true)
            _ = try Spawned(words("openssl genrsa -out \(keys)/dev.key 2048"))
            _ = try Spawned(
                words("openssl req -batch -new -x509 -subj /CN=dev -key \(keys)/dev.key -out \(keys)/dev.crt")
            )
            let tree = directory + "/peer.fit"
            _ = try Spawned(["cp", unsigned, tree])
            return tools("mkimage", "mkimage -F -k \(keys) -r \(tree)", nil, to: nil)
        case .trustedFirmware:
            let small = directory + "/tb"
            try DurableFile.write([UInt8](repeating: 0xB2, count: 4096), to: small)
            let images = "--tb-fw \(small) --nt-fw \(payload)"
            let certificates = ["tb-fw-cert", "trusted-key-cert", "nt-fw-key-cert", "nt-fw-cert"]
                .map { "--\($0) \(directory)/\($0)" }.joined(separator: " ")
            let create = "cert_create -n -a ecdsa --tfw-nvctr 1 --ntfw-nvctr 1 \(images) \(certificates)"
            let pack = "fiptool create \(images) \(certificates) \(peer)"
            return [
                PublicTool(
                    name: "`cert_create` and `fiptool`",
                    isSigning: true,
                    command: ["/bin/sh", "-c", "\(create) && \(pack)"],
                    output: peer
                )
            ]
        case .esp32:
            return tools(
                "espsecure",
                "\(judges)espsecure sign-data --version 2 --keyfile \(key) --output \(peer) \(unsigned)",
                "\(judges)espsecure verify-signature --version 2 --keyfile \(key) \(peer)",
                to: peer
            )
        case .ahab:
            let configuration = directory + "/ahab.yaml"
            let text = """
                family: mimx9352
                revision: latest
                target_memory: standard
                output: \(peer)
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
            try DurableFile.write(
                Array(text.replacing("PUBLIC", with: directory + "/public.pem").utf8),
                to: configuration
            )
            let tool = "env SPSDK_CACHE_FOLDER=\(directory) SPSDK_DEBUG_LOGGING_DISABLED=1 \(judges)nxpimage ahab"
            // It takes more than a minute to verify 1 GiB.
            return tools(
                "nxpimage",
                "\(tool) export --no-fuse-scripts -c \(configuration)",
                mebibytes <= 64 ? "\(tool) verify -f mimx9352 -b \(peer)" : nil,
                to: peer
            )
        }
    }

    private static func tools(_ name: String, _ sign: String, _ verify: String?, to output: String?) -> [PublicTool] {
        let signing = PublicTool(name: "`\(name)` signs", isSigning: true, command: words(sign), output: output)
        guard let verify else { return [signing] }
        return [signing, PublicTool(name: "`\(name)` verifies", isSigning: false, command: words(verify))]
    }

    private static func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}
