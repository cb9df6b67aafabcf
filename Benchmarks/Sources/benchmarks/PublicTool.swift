import Files
import Foundation

/// The public tools of a format, doing the same with the same payload. None of them flushes what it writes.
struct PublicTool {
    var name: String
    var isSigning: Bool
    var command: [String]
    var input: String
    /// What it makes anew; nil for what it only reads, or changes in place.
    var output: String?

    static let judges = "../.build/judges/bin/"

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
                of: payload,
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
            return tools("mkimage", "mkimage -F -k \(keys) -r \(tree)", nil, of: tree, to: nil)
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
                    input: payload,
                    output: peer
                )
            ]
        case .esp32:
            return tools(
                "espsecure",
                "\(judges)espsecure sign-data --version 2 --keyfile \(key) --output \(peer) \(unsigned)",
                "\(judges)espsecure verify-signature --version 2 --keyfile \(key) \(peer)",
                of: unsigned,
                to: peer
            )
        case .ahab:
            return try ahab(key, payload, mebibytes, in: directory)
        case .hab: return try hab(key, payload, in: directory)
        case .masterBootImage: return try masterBootImage(key, payload, in: directory)
        }
    }

    static func tools(_ name: String, _ sign: String, _ verify: String?, of input: String, to output: String?)
        -> [PublicTool]
    {
        let signing = PublicTool(
            name: "`\(name)` signs",
            isSigning: true,
            command: words(sign),
            input: input,
            output: output
        )
        guard let verify, let output else { return [signing] }
        return [
            signing,
            PublicTool(name: "`\(name)` verifies", isSigning: false, command: words(verify), input: output),
        ]
    }

    static func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
}
