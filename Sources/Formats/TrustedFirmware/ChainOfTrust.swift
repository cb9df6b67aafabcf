/// Which key signs which certificate, and what each certificate answers for: TF-A's `auth_img_desc_t` and cert_create's
/// `cert_t` in one table, as data.
public struct ChainOfTrust: Hashable, Sendable {
    /// `tbbr`, `dualroot`, `cca`: TF-A's `COT`.
    public var name: String
    /// The keys that a device is fused with. The first is the one whose digest ``CertificateParameter`` tables call ROTPK.
    public var roots: [KeyRole]
    /// Parents first.
    public var certificates: [Rule]

    public init(name: String, roots: [KeyRole], certificates: [Rule]) {
        self.name = name
        self.roots = roots
        self.certificates = certificates
    }

    /// A key by what it is for: the options of cert_create without `-key`.
    public struct KeyRole: RawRepresentable, Hashable, Sendable {
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        private init(_ rawValue: String) { self.rawValue = rawValue }

        public static let root = Self("rot")
        public static let trustedWorld = Self("trusted-world")
        public static let nonTrustedWorld = Self("non-trusted-world")
        public static let scp = Self("scp-fw")
        public static let soc = Self("soc-fw")
        public static let trustedOS = Self("tos-fw")
        public static let nonTrusted = Self("nt-fw")
        public static let platformRoot = Self("prot")
        public static let secureWorldRoot = Self("swd-rot")
        public static let coreSecureWorld = Self("core-swd")
        public static let platform = Self("plat")
    }

    /// A counter in fuses.
    public struct Counter: RawRepresentable, Hashable, Sendable {
        /// The name that a device's trust state uses for it.
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        private init(_ rawValue: String) { self.rawValue = rawValue }

        public static let trusted = Self("trusted")
        public static let nonTrusted = Self("non-trusted")
        public static let cca = Self("cca")

        /// The extension that carries it; nil for a counter that no certificate has.
        public var parameter: CertificateParameter? {
            switch self {
            case .trusted: .trustedCounter
            case .nonTrusted: .nonTrustedCounter
            case .cca: .ccaCounter
            default: nil
            }
        }
    }

    /// What a certificate answers for, one extension each.
    public enum Content: Hashable, Sendable {
        case image(CertificateParameter, ImageUUID, isOptional: Bool)
        case key(CertificateParameter, KeyRole)

        public var parameter: CertificateParameter {
            switch self {
            case .image(let parameter, _, _), .key(let parameter, _): parameter
            }
        }
    }

    /// One certificate of the chain.
    public struct Rule: Hashable, Sendable {
        /// Its own place in the package.
        public var certificate: ImageUUID
        public var commonName: String
        public var signedBy: KeyRole
        /// The counter that it is bound to; without one it can be rolled back.
        public var counter: Counter?
        /// In cert_create's order, behind the counter.
        public var content: [Content]

        public init(
            _ certificate: ImageUUID,
            _ commonName: String,
            signedBy: KeyRole,
            counter: Counter?,
            _ content: [Content]
        ) {
            self.certificate = certificate
            self.commonName = commonName
            self.signedBy = signedBy
            self.counter = counter
            self.content = content
        }

        public var images: [ImageUUID] {
            content.compactMap { if case .image(_, let uuid, _) = $0 { uuid } else { nil } }
        }
    }

    /// The chain of that name; nil for any other text.
    public init?(named name: String) {
        guard let match = Self.all.first(where: { $0.name == name }) else { return nil }
        self = match
    }

    public static let all: [ChainOfTrust] = [tbbr, dualRoot, cca]

    /// The names of all counters.
    public var counters: Set<Counter> { Set(certificates.compactMap(\.counter)) }

    /// The certificate that answers for the image; nil if none does.
    public func rule(for image: ImageUUID) -> Rule? { certificates.first { $0.images.contains(image) } }

    /// The certificate that carries the key; nil for a root.
    public func rule(carrying role: KeyRole) -> Rule? {
        guard !roots.contains(role) else { return nil }
        return certificates.first { rule in
            rule.content.contains { if case .key(_, role) = $0 { true } else { false } }
        }
    }
}
