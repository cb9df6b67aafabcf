public import Model
internal import SoC
internal import Wire

/// What a production line does to a blank reference device, over its console. Each step can be done again: a device whose
/// power failed in between is provisioned by beginning anew.
public struct SoCStation: Sendable {
    /// Digests of the root keys, by slot; at most four of 32 octets.
    public var rootKeys: [[UInt8]]
    /// Of the key that opens a returned device; nil for none.
    public var returnKey: [UInt8]?
    /// Whether images need a post-quantum signature beside the classical one.
    public var requiresHybrid: Bool
    /// Whether the debug port is closed for ever, for the maker as well.
    public var closesDebug = false
    /// What slot A holds in the end: secure firmware, and the application behind it (``SlotImage/octets``).
    public var image: [UInt8]

    public init(rootKeys: [[UInt8]], returnKey: [UInt8]? = nil, requiresHybrid: Bool = false, image: [UInt8]) {
        self.rootKeys = rootKeys
        self.returnKey = returnKey
        self.requiresHybrid = requiresHybrid
        self.image = image
    }

    /// Provisions the device and secures it.
    ///
    /// - Parameters:
    ///   - progress: told what is done next.
    ///   - keep: given the instance's public key as soon as it is made, so that no later interruption loses it.
    /// - Returns: the instance's public key, x ‖ y of P-256: it was made inside, and its secret never leaves. Nil for a
    ///   device that had said it in an earlier attempt.
    /// - Throws: ``BedplateError`` when the device takes no fuses any more, or refuses a step: what was burned then stays.
    public func provision(
        _ power: SoCPower,
        _ progress: (String) -> Void = { _ in },
        keeping keep: ([UInt8]) throws(BedplateError) -> Void = { _ in }
    ) throws(BedplateError) -> [UInt8]? {
        guard (1...Fuse.rootKeyCount).contains(rootKeys.count), !image.isEmpty, image.count <= Slot.size,
            (rootKeys + [returnKey].compactMap { $0 }).allSatisfy({ $0.count == 32 })
        else { throw BedplateError(.malformed, "one to four digests of 32 octets, and an image, were expected") }
        try Self.waitForStation(power)
        let console = power.console
        let status = try Self.status(console)
        // All but the last step is done while it is blank.
        if status.lifecycle == .provisioning {
            progress("securing")
            try Self.moveOn(.secured, console)
            return nil
        }
        progress("making the unique secret")
        let instance = try console.demand(.makeSecret)
        try keep(instance)
        progress("burning keys and policies")
        for (number, digest) in rootKeys.enumerated() {
            guard let fuse = Fuse.rootKey(number) else { continue }
            try Self.burn(digest, fuse, console)
        }
        if let returnKey { try Self.burn(returnKey, .returnKey, console) }
        if closesDebug { try Self.burn([1, 0, 0, 0], .debugDisable, console) }
        if requiresHybrid { try Self.burn([1, 0, 0, 0], .hybridPolicy, console) }
        progress("writing slot A")
        try console.write(image, to: .a)
        try Self.moveOn(.provisioning, console)
        progress("securing")
        try Self.moveOn(.secured, console)
        return instance
    }

    private static func waitForStation(_ power: SoCPower) throws(BedplateError) {
        while true {
            guard let report = try power.console.report(within: .seconds(120)) else {
                throw BedplateError(.labToolFailed, "the device says nothing", hint: power.complaint)
            }
            if report.code == .provisioning { return }
            // What an interrupted attempt left is completed by this one.
            guard report.code == .fusesTorn else {
                throw BedplateError(.labDeviceState, "the device does not wait for a station: \(report.sentence)")
            }
        }
    }

    private static func status(_ console: SoCConsole) throws(BedplateError) -> DeviceStatus {
        let octets = try console.demand(.status)
        do throws(WireError) { return try DeviceStatus(octets, order: .little) } catch {
            throw BedplateError(.labToolFailed, "the device's status is malformed: \(error)")
        }
    }

    /// Burns a value and locks it. One that an interrupted attempt locked is left, if it is this one.
    private static func burn(_ octets: [UInt8], _ fuse: Fuse, _ console: SoCConsole) throws(BedplateError) {
        let answer = try console.ask(.burnFuse, [fuse.rawValue, 0, 0, 0] + octets)
        switch answer.status {
        case .done: break
        case .locked:
            guard try console.demand(.readFuse, [fuse.rawValue]).starts(with: octets) else {
                throw BedplateError(.labDeviceState, "the device has another value in \(fuse), and it is locked")
            }
        default: throw BedplateError(.labDeviceState, "the device refused to burn \(fuse): \(answer.status)")
        }
        // Again, where the lock itself was interrupted.
        try console.demand(.lockFuse, [fuse.rawValue])
    }

    private static func moveOn(_ lifecycle: Lifecycle, _ console: SoCConsole) throws(BedplateError) {
        try console.demand(.moveOn, SoCConsole.octets(lifecycle.rawValue))
    }

}
