public import Digests
import Foundation
import Model
import Wire

/// What a good device measures: for each PCR its value and, when a log was there, the stages behind it, in order; or, for a
/// device with a PSA root, its components.
///
/// Learned explicitly from a boot that the operator declares good, or given. A stage's name comes from here and never
/// from the log of the device under appraisal: a log's descriptions are not signed.
public struct ReferenceValues: Hashable, Sendable {
    /// One measurement that is extended into a PCR.
    public struct Stage: Hashable, Sendable {
        /// What the operator calls it: "bootloader".
        public var name: String
        public var digest: [UInt8]
        /// The event's type as the log of the good boot said it; nil if any will do. It is not hashed: a log that says
        /// another one was relabelled, or comes from other firmware.
        public var type: UInt32?
        public init(name: String, digest: [UInt8], type: UInt32? = nil) {
            self.name = name
            self.digest = digest
            self.type = type
        }
    }

    /// One PCR: its final value and how it came about.
    public struct Register: Hashable, Sendable {
        public var value: [UInt8]
        /// Empty when no log was there: then only the value is compared.
        public var stages: [Stage]
        public init(value: [UInt8], stages: [Stage] = []) {
            self.value = value
            self.stages = stages
        }
    }

    /// A component that a PSA root measures.
    public struct Component: Hashable, Sendable {
        /// 32, 48 or 64 octets.
        public var measurement: [UInt8]
        /// Digest of the key that signed it.
        public var signer: [UInt8]
        /// For people: not compared.
        public var version: String?
        public init(measurement: [UInt8], signer: [UInt8], version: String? = nil) {
            self.measurement = measurement
            self.signer = signer
            self.version = version
        }
    }

    public var registers: [HashAlgorithm: [Int: Register]]
    /// By measurement type; any of those that stand under one will do.
    public var components: [String: [Component]]

    public init(_ registers: [HashAlgorithm: [Int: Register]], components: [String: [Component]] = [:]) {
        self.registers = registers
        self.components = components
    }

    /// The most registers of a bank, and the most stages of a register.
    static let limits = (registers: 256, stages: 4096, name: 128, components: 256)
}
