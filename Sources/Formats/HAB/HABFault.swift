/// Why octets are no HAB image, and where.
public struct HABFault: Error, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The octets end before the structure does.
        case truncated
        /// A structure has another tag than it should.
        case tag
        /// A structure is of another version than 4, or of another one than what it belongs to.
        case version
        /// A structure has another length than its content, or one beyond its limit.
        case length
        /// What is reserved is not zero.
        case reserved
        /// An address of the vector table or of the boot data lies outside of the image, or over something else.
        case address
        /// The boot data say of the image what is not so.
        case bootData = "boot-data"
        /// A command that is not known, that is not allowed here, or that comes too often.
        case command
        /// The commands are not in the order of HAB: install SRK, install CSF key, authenticate CSF, the others.
        case order
        /// A command has flags that are not known here: absolute addresses, bindings to units, hashes of certificates.
        case flags
        /// The certificate or signature of a command is of another format than SRK, X.509 and CMS.
        case keyFormat = "key-format"
        /// A hash that is not SHA-256.
        case hash
        /// A key slot that does not exist, is empty, or must not be used so.
        case keyIndex = "key-index"
        /// An engine that is not known here, or one that is configured.
        case engine
        /// A block that is empty, lies outside of what precedes the CSF, or over another one.
        case block
        /// The data of a command lie outside of the CSF, or over something else.
        case dataPlace = "data-place"
        /// No SRK, or more than four.
        case srkCount = "srk-count"
        /// An SRK's algorithm, curve or size is not known here.
        case algorithm
        /// An SRK has unknown flags.
        case srkFlags = "srk-flags"
        /// A certificate cannot be read.
        case certificate
        /// A signature is not CMS SignedData in its one form.
        case cms
        /// The image is encrypted.
        case encrypted
    }

    public var reason: Reason
    /// Octets from the beginning of what was read to the offending field.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The same, of a structure that lies `base` octets into something.
    public func moved(by base: Int) -> HABFault { HABFault(reason, at: offset + base) }
}

extension HABFault: CustomStringConvertible {
    public var description: String { "\(reason.rawValue) at byte \(offset)" }
}
