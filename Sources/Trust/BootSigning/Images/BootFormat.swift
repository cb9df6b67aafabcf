public import Model

/// A format of boot images. Each has its own options for signing; recognising, explaining and verifying are the same
/// for all.
public protocol BootFormat: Sendable {
    /// `mcuboot`, `fit`, `tf-a`, `esp32`: as the command line names it.
    static var name: String { get }

    /// Whether the image begins like one of this format. Cheap, and no more than a guess: nothing is verified.
    static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool

    /// What the image is made of.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the offset when it cannot be read as this format at all.
    static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation

    /// What a device that trusts `trust` would do with the image: it boots it if the judgement holds.
    ///
    /// Coverage is derived from the format's definition; nothing unsigned steers it. What cannot be read as this format
    /// is a failed finding with its offset, not an error: a device would refuse it.
    static func verify(_ image: some OctetSource, _ trust: DeviceTrust) throws(BedplateError) -> Judgement

    /// What can be taken out of the image. Nothing is verified.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the offset when it cannot be read as this format at all.
    static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart]
}

extension BootFormat {
    /// Nothing, for a format in which nothing has a use outside it.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] { [] }
}
