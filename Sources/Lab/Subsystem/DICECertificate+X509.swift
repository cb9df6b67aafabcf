internal import Crypto
internal import PKIX
internal import Wire

extension DICECertificate {
    /// The same as X.509 — Open Profile for DICE, "X.509 UDS Certificates" and "X.509 CDI Certificates"; RFC 5280, 4.1.
    ///
    /// Names are `serialNumber=` and the key's identifier in lower-case hexadecimal. A device has no clock: valid from the
    /// day on which TCG's specification of DICE was published, for ever.
    static func certificate(
        _ key: P256.Signing.PublicKey,
        _ usage: Usage,
        _ input: DICEInput?,
        by issuer: P256.Signing.PrivateKey
    ) -> [UInt8]? {
        let (subjectID, issuerID) = (DICE.identifier(key), DICE.identifier(issuer.publicKey))
        let algorithm = DEREncoding.sequence(DEREncoding.oid(OID(1, 2, 840, 10045, 4, 3, 2)))
        let tbs = DEREncoding.sequence(
            DEREncoding.explicit(0, DEREncoding.unsigned([2])),
            DEREncoding.unsigned(subjectID),
            algorithm,
            name(issuerID),
            DEREncoding.sequence(
                DEREncoding.value(0x17, Array("180322235959Z".utf8)),
                DEREncoding.value(0x18, Array("99991231235959Z".utf8))
            ),
            name(subjectID),
            Array(key.derRepresentation),
            DEREncoding.explicit(3, DEREncoding.sequence(extensions(subjectID, issuerID, usage, input)))
        )
        guard let signature = try? issuer.signature(for: tbs) else { return nil }
        return DEREncoding.sequence(tbs, algorithm, DEREncoding.bitString(Array(signature.derRepresentation)))
    }

    private static func name(_ identifier: [UInt8]) -> [UInt8] {
        let attribute = DEREncoding.sequence(
            DEREncoding.oid(OID(2, 5, 4, 5)),
            DEREncoding.value(0x13, Array(Hexadecimal.encode(identifier).utf8))
        )
        return DEREncoding.sequence(DEREncoding.value(0x31, attribute))
    }

    private static func extensions(
        _ subject: [UInt8],
        _ issuer: [UInt8],
        _ usage: Usage,
        _ input: DICEInput?
    ) -> [UInt8] {
        let bit: UInt8 = 0x80 >> usage.rawValue
        var extensions = [
            one(OID(2, 5, 29, 35), DEREncoding.sequence(DEREncoding.value(0x80, issuer))),
            one(OID(2, 5, 29, 14), DEREncoding.octetString(subject)),
            one(OID(2, 5, 29, 15), isCritical: true, DEREncoding.value(0x03, [UInt8(bit.trailingZeroBitCount), bit])),
            one(
                OID(2, 5, 29, 19),
                isCritical: true,
                DEREncoding.sequence(usage == .keyCertSign ? DEREncoding.true : [])
            ),
        ]
        if let input {
            // diceAttestationData with an OpenDiceInput.
            extensions.append(one(OID(1, 3, 6, 1, 4, 1, 11129, 2, 1, 24), isCritical: true, openDICEInput(input)))
        }
        return extensions.flatMap(\.self)
    }

    private static func one(_ type: OID, isCritical: Bool = false, _ value: [UInt8]) -> [UInt8] {
        DEREncoding.sequence(
            DEREncoding.oid(type),
            isCritical ? DEREncoding.true : [],
            DEREncoding.octetString(value)
        )
    }

    private static func openDICEInput(_ input: DICEInput) -> [UInt8] {
        DEREncoding.sequence(
            DEREncoding.explicit(0, DEREncoding.octetString(input.code)),
            DEREncoding.explicit(2, DEREncoding.octetString(input.configuration)),
            DEREncoding.explicit(3, DEREncoding.octetString(input.configurationDescriptor)),
            DEREncoding.explicit(4, DEREncoding.octetString(input.authority)),
            DEREncoding.explicit(6, DEREncoding.unsigned([input.mode.rawValue]))
        )
    }
}
