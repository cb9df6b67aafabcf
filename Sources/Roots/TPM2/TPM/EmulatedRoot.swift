internal import Wire

/// The makers of TPMs that are programs: the one table of them.
///
/// What an emulation shows can never raise a verdict, so a name that is also borne by silicon is read to the worse side.
/// The names are self-descriptions. They are used in one direction only, to mark a root as simulated: that a root is
/// *not* an emulation is never concluded from them, but from the chain to an anchor that the operator pinned as genuine.
public enum EmulatedRoot {
    /// One maker, by the octets of TPM_PT_MANUFACTURER (TCG TPM Vendor ID Registry), and what it makes.
    public struct Maker: Hashable, Sendable {
        /// Four octets as text, without padding.
        public var identifier: String
        public var product: String
    }

    public static let makers: [Maker] = [
        Maker(identifier: "IBM", product: "libtpms (swtpm) and IBM's software TPM"),
        Maker(identifier: "SW", product: "software TPM"),
        Maker(identifier: "XCG", product: "Microsoft's reference simulator"),
        Maker(identifier: "MSFT", product: "Microsoft's simulator and virtual TPM"),
        Maker(identifier: "AMZN", product: "Amazon's NitroTPM, a virtual TPM"),
        Maker(identifier: "GOOG", product: "Google's virtual TPM"),
        Maker(identifier: "VMW", product: "VMware's virtual TPM"),
    ]

    /// What a model of an emulation contains, lower-case.
    static let models = ["swtpm", "sw tpm", "sw   tpm", "libtpms", "simulator", "virtual tpm", "vtpm"]

    /// swtpm's local CA writes the TPM 1.2 registry's number for IBM instead of the name's octets.
    static let swtpmManufacturer: [UInt8] = [0x00, 0x00, 0x10, 0x14]

    /// Why a root that says this of itself is an emulation; nil when nothing says so.
    ///
    /// - Parameters:
    ///   - reported: TPM_PT_MANUFACTURER and vendor strings, as the device reports them.
    ///   - certified: the TPM attributes of its EK certificate; the manufacturer as `id:` and hexadecimal octets.
    public static func reason(
        reported: (manufacturer: String, model: String),
        certified: (manufacturer: String, model: String)?
    ) -> String? {
        if let maker = maker(reported.manufacturer) {
            return "its manufacturer is \(maker.identifier): \(maker.product)"
        }
        if let model = model(reported.model) { return "its model contains '\(model)'" }
        guard let certified else { return nil }
        let octets = identifier(certified.manufacturer)
        if octets == swtpmManufacturer { return "its certificate names swtpm's maker" }
        if let octets, let maker = maker(String(decoding: octets, as: UTF8.self)) {
            return "its certificate names \(maker.identifier): \(maker.product)"
        }
        if let model = model(certified.model) { return "its certificate's model contains '\(model)'" }
        return nil
    }

    private static func maker(_ name: String) -> Maker? {
        let plain = name.filter { $0 != "\0" && $0 != " " }.uppercased()
        return makers.first { $0.identifier == plain }
    }

    private static func model(_ name: String) -> String? {
        let plain = name.lowercased()
        return models.first { plain.contains($0) }
    }

    /// The octets behind `id:` (TCG EK Credential Profile, 3.1.2).
    private static func identifier(_ text: String) -> [UInt8]? {
        guard text.hasPrefix("id:") else { return nil }
        return Hexadecimal.decode(String(text.dropFirst(3)))
    }
}
