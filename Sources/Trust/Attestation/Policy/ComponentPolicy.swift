internal import Model
public import PSAToken

/// What a device with a PSA root must show: which components it booted, in which order, and how closed it is.
///
/// ```json
/// {
///   "version": 1,
///   "name": "soc",
///   "reference": "soc-device",
///   "components": {
///     "order": ["PRoT", "App"],
///     "signers": ["5c0f…"],
///     "minimumSecurityVersions": {"PRoT": 2},
///     "lifecycles": ["secured"],
///     "debug": ["disabledPermanently", "disabledFullyAndPermanently"]
///   },
///   "affirmSimulatedRoot": true
/// }
/// ```
///
/// Only `order` must be there. The measurements that are good are reference values.
public struct ComponentPolicy: Hashable, Sendable {
    /// The measurement types of all components, in the order in which they boot. Not empty.
    public var order: [String]
    /// Digests of the keys that may have signed a component; nil leaves them to the reference values.
    public var signers: Set<[UInt8]>?
    /// The smallest security version, by component.
    public var minimumSecurityVersions: [String: UInt64]
    /// Not empty.
    public var lifecycles: Set<PSALifecycle.State>
    /// Not empty.
    public var debug: Set<DebugStatus>

    public init(
        order: [String],
        signers: Set<[UInt8]>? = nil,
        minimumSecurityVersions: [String: UInt64] = [:],
        lifecycles: Set<PSALifecycle.State> = [.secured],
        debug: Set<DebugStatus> = Self.closed
    ) {
        self.order = order
        self.signers = signers
        self.minimumSecurityVersions = minimumSecurityVersions
        self.lifecycles = lifecycles
        self.debug = debug
    }

    /// dbgstat — RFC 9711, 4.2.9: how far debugging is closed. In a token of the reference device it is the lifecycle's
    /// lower octet.
    public enum DebugStatus: UInt8, CaseIterable, Sendable {
        case enabled = 0
        case disabled = 1
        case disabledSinceBoot = 2
        case disabledPermanently = 3
        case disabledFullyAndPermanently = 4

        /// Of a root whose lifecycle has it in the lower octet; nil for a number that is no status.
        public init?(octetOf lifecycle: PSALifecycle) {
            self.init(rawValue: UInt8(truncatingIfNeeded: lifecycle.rawValue))
        }

        init?(named name: String) {
            guard let status = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
            self = status
        }
    }

    /// Closed for good, but perhaps for the maker.
    public static let closed: Set<DebugStatus> = [.disabledPermanently, .disabledFullyAndPermanently]

    static let limits = (components: PSAToken.componentLimit, signers: 64, name: 32)

    init(_ json: StrictJSON) throws {
        let object = try json.object(
            allowing: ["order", "signers", "minimumSecurityVersions", "lifecycles", "debug"]
        )
        let list = try object.value("order")
        let order = try list.array(atMost: Self.limits.components).map { try $0.text(atMost: Self.limits.name) }
        guard !order.isEmpty, Set(order).count == order.count else {
            throw list.error("each component once, and at least one, was expected")
        }
        var versions: [String: UInt64] = [:]
        for (name, version) in try object.optional("minimumSecurityVersions")?.entries() ?? [] {
            guard order.contains(name) else { throw version.error("'\(name)' is not among the components") }
            versions[name] = UInt64(try version.integer(in: 0...Int(Int32.max)))
        }
        self.init(
            order: order,
            signers: try object.optional("signers").map { try Self.signers($0) },
            minimumSecurityVersions: versions,
            lifecycles: try Self.set(object.optional("lifecycles"), [.secured], "lifecycle", Self.lifecycles),
            debug: try Self.set(
                object.optional("debug"),
                Self.closed,
                "debug status",
                DebugStatus.allCases.map { ("\($0)", $0) }
            )
        )
    }

    private static func signers(_ json: StrictJSON) throws -> Set<[UInt8]> {
        let signers = try json.array(atMost: limits.signers).map { try $0.digest() }
        // None at all would be a policy that nothing meets.
        guard !signers.isEmpty else { throw json.error("at least one was expected") }
        return Set(signers)
    }

    /// The states that a policy may name: in the others nobody vouches for what the device says.
    private static let lifecycles: [(String, PSALifecycle.State)] = [
        ("rootOfTrustProvisioning", .rootOfTrustProvisioning), ("secured", .secured),
        ("nonRootOfTrustDebug", .nonRootOfTrustDebug), ("recoverableRootOfTrustDebug", .recoverableRootOfTrustDebug),
    ]

    private static func set<Value: Hashable>(
        _ json: StrictJSON?,
        _ standard: Set<Value>,
        _ what: String,
        _ known: [(name: String, value: Value)]
    ) throws -> Set<Value> {
        guard let json else { return standard }
        let values = try json.array(atMost: known.count).map { item in
            let text = try item.text(atMost: limits.name)
            guard let value = known.first(where: { $0.name == text })?.value else {
                throw item.error("unknown \(what)", hint: "known are: " + known.map(\.name).joined(separator: ", "))
            }
            return value
        }
        guard !values.isEmpty else { throw json.error("at least one was expected") }
        return Set(values)
    }
}

extension StrictJSON {
    /// Hexadecimal of 32, 48 or 64 octets.
    func digest() throws -> [UInt8] {
        try octets([32, 48, 64].first { $0 * 2 == (try? text(atMost: 128).utf8.count) } ?? 32)
    }
}
