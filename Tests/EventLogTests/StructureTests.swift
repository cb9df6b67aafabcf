import Digests
import EventLog
import Testing
import Wire

/// Each structure cut at every byte, and each of its length fields at 0, off by one and maximum.
@Suite struct StructureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        /// Offset and width of each length field.
        var lengths: [(at: Int, width: Int)]
        var roundTrip: @Sendable ([UInt8]) throws -> [UInt8]
        var testDescription: String { name }

        init<T: Wire & SendableMetatype>(_ name: String, _ value: T, lengths: [(at: Int, width: Int)]) throws {
            self.name = name
            self.lengths = lengths
            bytes = try value.serialized(order: .little)
            roundTrip = { try T($0, order: .little).serialized(order: .little) }
        }
    }

    static let cases: [Case] = {
        let entries = [SignatureList.Entry(owner: SampleBoot.owner, signature: [1, 2, 3])]
        let sizes = [DigestSize(algorithm: .sha256, size: 32)]
        let made = [
            try? Case(
                "SpecIDEvent",
                SpecIDEvent(digestSizes: sizes, vendorInfo: [1, 2]),
                lengths: [(24, 4), (32, 1)]
            ),
            try? Case("DigestSize", DigestSize(algorithm: .sha384, size: 48), lengths: [(2, 2)]),
            try? Case("StartupLocality", StartupLocality(3), lengths: []),
            try? Case("EFIGUID", EFIGUID.shimLock, lengths: []),
            try? Case(
                "UEFIVariable",
                UEFIVariable(vendor: .globalVariable, name: "PK", contents: [1, 2, 3]),
                lengths: [(16, 8), (24, 8)]
            ),
            try? Case(
                "SignatureList",
                SignatureList(type: .certX509, header: [9], entries: entries),
                lengths: [(16, 4), (20, 4), (24, 4)]
            ),
            try? Case("ImageLoadEvent", ImageLoadEvent(length: 1, devicePath: [1, 2]), lengths: [(24, 8)]),
            try? Case("DevicePath", DevicePath(file: "a"), lengths: [(2, 2), (10, 2)]),
        ]
        return made.compactMap(\.self)
    }()

    @Test func `every structure is among the cases`() { #expect(Self.cases.count == 8) }

    @Test(arguments: cases)
    func `a structure survives a round trip`(sample: Case) throws {
        #expect(try sample.roundTrip(sample.bytes) == sample.bytes)
    }

    @Test(arguments: cases)
    func `a structure cut at any byte, or followed by one, is refused`(sample: Case) {
        for length in 0..<sample.bytes.count {
            #expect(throws: WireError.self) { try sample.roundTrip(Array(sample.bytes[..<length])) }
        }
        #expect(throws: WireError.self) { try sample.roundTrip(sample.bytes + [0]) }
    }

    @Test(arguments: cases)
    func `a length field at 0, off by one or maximum is refused`(sample: Case) {
        for field in sample.lengths {
            for value in lies(sample.bytes, field.at, field.width) {
                var bytes = sample.bytes
                bytes.replaceSubrange(field.at..<(field.at + field.width), with: value)
                #expect(throws: WireError.self, "\(sample.name) length at \(field.at): \(value)") {
                    try sample.roundTrip(bytes)
                }
            }
        }
    }

    @Test func `GUIDs print as the field writes them`() {
        #expect(EFIGUID.globalVariable.description == "8be4df61-93ca-11d2-aa0d-00e098032b8c")
        #expect(EFIGUID.imageSecurityDatabase.description == "d719b2cb-3d3a-4596-a3bc-dad00e67656f")
    }

    @Test func `event types print their profile names, and unknown ones survive`() throws {
        #expect(EventType.efiVariableDriverConfig.description == "EV_EFI_VARIABLE_DRIVER_CONFIG")
        let unknown = EventType(rawValue: 0x1234_5678)
        #expect(unknown.description == "0x12345678")
        #expect(try EventType(unknown.serialized()) == unknown)
    }

    @Test func `a device path prints its file, without control characters`() {
        #expect(DevicePath(file: #"\EFI\boot.efi"#).description == #"\EFI\boot.efi"#)
        #expect(DevicePath(file: "a\u{1B}[2J\u{202E}b").description == "a\u{FFFD}[2J\u{FFFD}b")
    }

    @Test func `a device path longer than the limit is refused`() throws {
        let node = DevicePath.Node(type: 1, subtype: 1, data: [0, 0])
        let path = DevicePath(nodes: Array(repeating: node, count: EventLogLimits.devicePathNodes + 1))
        let bytes = try path.serialized(order: .little)
        #expect(throws: WireError(.tooDeep, at: 6 * EventLogLimits.devicePathNodes)) {
            try DevicePath(bytes, order: .little)
        }
    }

    @Test func `a known algorithm with another digest size is refused, an unknown one is kept`() throws {
        #expect(throws: WireError(.badValue, at: 2)) { try DigestSize([0x0B, 0, 20, 0], order: .little) }
        #expect(try DigestSize([0xEF, 0xBE, 20, 0], order: .little).algorithm == HashAlgorithm(rawValue: 0xBEEF))
        #expect(throws: WireError(.badValue, at: 2)) { try DigestSize([0xEF, 0xBE, 0, 0], order: .little) }
        #expect(throws: WireError(.tooLong, at: 2)) { try DigestSize([0xEF, 0xBE, 65, 0], order: .little) }
    }
}

/// The little-endian field at its value's 0, one less, one more and the maximum.
func lies(_ bytes: [UInt8], _ at: Int, _ width: Int) -> [[UInt8]] {
    let value = (0..<width).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[at + $1]) }
    let maximum = width == 8 ? UInt64.max : UInt64(1) << (8 * UInt64(width)) - 1
    return Set([0, value &- 1, value &+ 1, maximum]).filter { $0 != value && $0 <= maximum }.map { lie in
        (0..<width).map { UInt8(truncatingIfNeeded: lie >> (8 * UInt64($0))) }
    }
}
