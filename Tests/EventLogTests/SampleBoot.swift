import Digests
import EventLog
import Wire

/// A boot that this project writes itself: Secure Boot on, one driver, a shim-like loader and a kernel.
struct SampleBoot {
    /// One event, kept apart from the log so that a test can change, drop or reorder it.
    struct Event {
        var pcr: Int
        var type: EventType
        var data: [UInt8]
        /// What is hashed; the data unless said otherwise.
        var measured: [UInt8]

        init(_ pcr: Int, _ type: EventType, _ data: [UInt8], measured: [UInt8]? = nil) {
            self.pcr = pcr
            self.type = type
            self.data = data
            self.measured = measured ?? data
        }
    }

    var banks: [HashAlgorithm] = [.sha256]
    var locality: UInt8?
    var events: [Event]

    static let owner = EFIGUID(0x77FA_9ABD, 0x0359, 0x4D32, 0xBD60_28F4_E78F_784B)
    static let certificate: [UInt8] = [0x30, 0x82, 0x01, 0x00] + [UInt8](repeating: 0xC5, count: 256)
    static let kernelPath = #"\EFI\sample\kernel.efi"#

    static func variable(_ vendor: EFIGUID, _ name: String, _ contents: [UInt8]) throws -> [UInt8] {
        try UEFIVariable(vendor: vendor, name: name, contents: contents).serialized(order: .little)
    }

    static func certificateList() throws -> [UInt8] {
        try SignatureList(type: .certX509, entries: [.init(owner: owner, signature: certificate)])
            .serialized(order: .little)
    }

    static func digestList(_ count: Int = 2) throws -> [UInt8] {
        let entries = (0..<count).map {
            SignatureList.Entry(owner: owner, signature: [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 32))
        }
        return try SignatureList(type: .certSHA256, entries: entries).serialized(order: .little)
    }

    static func image(_ path: String) throws -> [UInt8] {
        let path = try DevicePath(file: path).serialized(order: .little)
        return try ImageLoadEvent(length: 4096, devicePath: path).serialized(order: .little)
    }

    init(secureBoot: UInt8 = 1, banks: [HashAlgorithm] = [.sha256], locality: UInt8? = nil) throws {
        self.banks = banks
        self.locality = locality
        let keys = try Self.certificateList()
        let zero: [UInt8] = [0, 0, 0, 0]
        let config = EventType.efiVariableDriverConfig
        events = [
            Event(0, .sCRTMVersion, Array("1.0".utf8)),
            Event(0, .efiPlatformFirmwareBlob, [UInt8](repeating: 7, count: 16), measured: Array("firmware".utf8)),
            Event(7, config, try Self.variable(.globalVariable, "SecureBoot", [secureBoot])),
            Event(7, config, try Self.variable(.globalVariable, "PK", keys)),
            Event(7, config, try Self.variable(.globalVariable, "KEK", keys)),
            Event(7, config, try Self.variable(.imageSecurityDatabase, "db", keys)),
            Event(7, config, try Self.variable(.imageSecurityDatabase, "dbx", try Self.digestList())),
            Event(2, .efiBootServicesDriver, try Self.image("driver.efi"), measured: Array("driver".utf8)),
        ]
        for pcr in 0...7 { events.append(Event(pcr, .separator, zero)) }
        events += [
            Event(4, .efiAction, Measurement.callingApplication.data),
            Event(
                7,
                .efiVariableAuthority,
                try Self.variable(.imageSecurityDatabase, "db", Self.owner.bytes + Self.certificate)
            ),
            Event(
                4,
                .efiBootServicesApplication,
                try Self.image(#"\EFI\sample\loader.efi"#),
                measured: Array("loader".utf8)
            ),
            Event(4, .efiBootServicesApplication, try Self.image(Self.kernelPath), measured: Array("kernel".utf8)),
            Event(8, .ipl, Array("grub_cmd: boot".utf8), measured: Array("boot".utf8)),
            Event(5, .efiAction, Measurement.exitBootServicesInvocation.data),
            Event(5, .efiAction, Measurement.exitBootServicesSuccess.data),
        ]
    }

    func index(_ matches: (Event) -> Bool) throws -> Int {
        guard let index = events.firstIndex(where: matches) else { throw WireError(.badValue, at: 0) }
        return index
    }

    func bytes() throws -> [UInt8] {
        var log = try EventLogWriter(banks: banks)
        if let locality { try log.append(StartupLocality(locality)) }
        for event in events {
            var digests: [HashAlgorithm: [UInt8]] = [:]
            for bank in banks { digests[bank] = try bank.digest(event.measured) }
            try log.append(pcr: event.pcr, type: event.type, data: event.data, digests: digests)
        }
        return log.bytes
    }

    func log(errata: Set<Erratum> = []) throws -> EventLog { try EventLog(parsing: bytes(), errata: errata) }

    /// What a TPM would hold, computed without the code under test: extend by plain hashing, event by event.
    func pcrs(_ bank: HashAlgorithm) throws -> [Int: [UInt8]] {
        let size = bank.digestSize ?? 0
        var values: [Int: [UInt8]] = [:]
        for event in events {
            var start = [UInt8](repeating: 0, count: size)
            if event.pcr == 0, let locality { start[size - 1] = locality }
            values[event.pcr] = try bank.digest(values[event.pcr] ?? start, bank.digest(event.measured))
        }
        return values
    }

    /// The same log in the SHA-1 legacy format.
    func legacyBytes() throws -> [UInt8] {
        var write = WireWriter(order: .little)
        for event in events {
            write(UInt32(event.pcr), event.type)
            write.append(try HashAlgorithm.sha1.digest(event.measured))
            write.count(event.data.count, as: UInt32.self)
            write.append(event.data)
        }
        return try write.finish()
    }
}
