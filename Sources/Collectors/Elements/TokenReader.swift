internal import Assessment
internal import Model
public import PKCS11
public import Readers
internal import Wire

/// A PKCS#11 token: whether it is a program, and of each private key whether it can be read, taken out, was made inside, and
/// has ever been outside.
///
/// All of it is what the module reports. That a token is no program, is never concluded from that.
public enum TokenReader {
    public static let name = "pkcs11-token"
    public static let command = "bedplate assess token 'pkcs11:token=NAME?module-path=FILE&pin-source=file:PIN'"

    public static func read(_ token: PKCS11Token) async throws -> LiveReading {
        try read(try await token.keys(), info: token.info, token.module.info, software: token.software)
    }

    /// - Parameter software: the program that plays the token; nil where nothing says so.
    package static func read(_ keys: [PKCS11Key], info: TokenInfo, _ module: ModuleInfo, software: String?) throws
        -> LiveReading
    {
        let description = "token '\(info.label)' (\(info.manufacturer) \(info.model), serial \(info.serial))"
        var reading = Reading(reader: name, part: nil, isSimulated: false)
        let family = [info.manufacturer, info.model].filter { !$0.isEmpty }.joined(separator: " ")
        reading.part = family.isEmpty ? nil : family
        if !family.isEmpty {
            reading.add(
                .part,
                "token",
                ["family": family, "serial": info.serial.isEmpty ? nil : info.serial, "firmware": module.version],
                description
            )
        }
        let kind = software == nil ? "unproven" : "software"
        reading.add(.keyStore, "token", ["kind": kind], software ?? "nothing says that it is a program")
        if software == nil {
            reading.missing.append("whether the token is hardware: an attestation of its maker would show it")
        }
        if keys.isEmpty { reading.missing.append("a private key: the token shows none") }
        var transcript = [description, "module: \(module)"]
        for key in keys {
            let words = name(of: key)
            transcript.append("\(words): \(key.attributes)")
            say(key, words, kind, &reading)
        }
        return try LiveReading(reading, transcript: transcript)
    }

    private static func name(of key: PKCS11Key) -> String {
        key.label.isEmpty ? "key \(Hexadecimal.encode(key.id))" : "key '\(key.label)'"
    }

    private static func say(_ key: PKCS11Key, _ name: String, _ kind: String, _ reading: inout Reading) {
        let attributes = key.attributes
        let origin = [
            ("SENSITIVE", attributes.sensitive), ("EXTRACTABLE", attributes.extractable), ("LOCAL", attributes.local),
            ("ALWAYS_SENSITIVE", attributes.alwaysSensitive), ("NEVER_EXTRACTABLE", attributes.neverExtractable),
        ].map { "\($0.0) \($0.1.map { $0 ? "yes" : "no" } ?? "not said")" }.joined(separator: ", ")
        guard let sensitive = attributes.sensitive, let extractable = attributes.extractable else {
            return reading.missing.append("\(name): the token does not say whether it can leave (\(origin))")
        }
        reading.add(
            .secret,
            name,
            [
                "readable": sensitive ? "no" : "yes", "storage": kind == "software" ? "file" : "element",
                "purpose": "private key",
            ],
            origin
        )
        reading.add(
            .keyStore,
            name,
            ["kind": kind, "extractable": !sensitive || extractable ? "yes" : "no"],
            origin
        )
        if !attributes.neverLeft {
            reading.missing.append("\(name): that no copy of it was ever outside (\(origin))")
        }
    }
}
