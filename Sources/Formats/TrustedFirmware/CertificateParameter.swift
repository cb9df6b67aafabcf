public import PKIX

/// What a certificate of a chain of trust says, by its last arc under 1.3.6.1.4.1.4128.2100 — TBBR (ARM DEN0006),
/// TF-A include/tools_share/tbbr_oid.h, dualroot_oid.h, cca_oid.h.
public struct CertificateParameter: RawRepresentable, Hashable, Sendable {
    /// What kind of value the extension holds.
    public enum Kind: Sendable {
        /// INTEGER, 0 to 2³¹ − 1.
        case counter
        /// DigestInfo.
        case digest
        /// SubjectPublicKeyInfo.
        case key
    }

    /// The last arc.
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    private init(_ rawValue: UInt16) { self.rawValue = rawValue }

    public static let trustedCounter = Self(1)
    public static let nonTrustedCounter = Self(2)
    public static let ccaCounter = Self(3)

    public static let updaterHash = Self(101)
    public static let scpUpdaterHash = Self(102)
    public static let nonTrustedUpdaterHash = Self(103)

    public static let trustedBootHash = Self(201)
    public static let trustedBootConfigurationHash = Self(202)
    public static let hardwareConfigurationHash = Self(203)
    public static let configurationHash = Self(204)

    public static let trustedWorldKey = Self(302)
    public static let nonTrustedWorldKey = Self(303)

    public static let socContentKey = Self(501)
    public static let socHash = Self(603)
    public static let socConfigurationHash = Self(604)

    public static let scpContentKey = Self(701)
    public static let scpHash = Self(801)

    public static let trustedOSContentKey = Self(901)
    public static let trustedOSHash = Self(1001)
    public static let trustedOSExtra1Hash = Self(1002)
    public static let trustedOSExtra2Hash = Self(1003)
    public static let trustedOSConfigurationHash = Self(1004)

    public static let nonTrustedContentKey = Self(1101)
    public static let platformRootKey = Self(1102)
    public static let secureWorldRootKey = Self(1103)
    public static let coreSecureWorldKey = Self(1104)
    public static let platformKey = Self(1105)
    public static let realmManagerHash = Self(1106)
    public static let nonTrustedHash = Self(1201)
    public static let nonTrustedConfigurationHash = Self(1202)

    /// The kind of value; nil for an arc that is not known here.
    public var kind: Kind? {
        switch rawValue {
        case 1...3: .counter
        case 101...103, 201...204, 603, 604, 801, 1001...1004, 1106, 1201, 1202: .digest
        case 302, 303, 501, 701, 901, 1101...1105: .key
        default: nil
        }
    }

    public var oid: OID { OID(1, 3, 6, 1, 4, 1, 4128, 2100, UInt64(rawValue)) }

    /// Nil for an identifier that is not one arc below the base, or not known here.
    public init?(_ oid: OID) {
        let base = Self.base.encoded
        guard oid.encoded.starts(with: base), (1...2).contains(oid.encoded.count - base.count) else { return nil }
        let arc = oid.encoded.dropFirst(base.count).reduce(UInt16(0)) { $0 << 7 | UInt16($1 & 0x7F) }
        self.init(arc)
        guard kind != nil, self.oid == oid else { return nil }
    }

    private static let base = OID(1, 3, 6, 1, 4, 1, 4128, 2100)
}

extension CertificateParameter: CustomStringConvertible {
    /// `.2100.201`
    public var description: String { ".2100.\(rawValue)" }
}
