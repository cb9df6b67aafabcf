import Digests
import EventLog
import FuzzDriver
import Wire

@_cdecl("FuzzEventLog_main")
public func fuzzEventLog(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets: parsed with and without every erratum, replayed, verified against its own replay (so that events come
/// out), and everything read from the events that can be read.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    for errata in [[], Set(Erratum.allCases)] {
        guard let log = try? EventLog(parsing: bytes, errata: errata) else { continue }
        var quoted: [HashAlgorithm: [Int: [UInt8]]] = [:]
        for bank in log.banks { quoted[bank] = try? log.replay(bank) }
        let verification = log.verified(against: quoted)
        precondition(verification.mismatches.isEmpty, "a log must match its own replay")
        for event in verification.events {
            precondition(event.verifiedData == nil || !event.isContradicted)
            _ = event.measurement
        }
        _ = verification.events.loadedImages()
        _ = verification.events.secureBootState()
    }
    // The structures inside events, without a log around them.
    _ = try? UEFIVariable(bytes, order: .little)
    _ = try? SignatureDatabase(bytes, order: .little)
    if let image = try? ImageLoadEvent(bytes, order: .little) {
        _ = try? DevicePath(image.devicePath, order: .little).description
    }
    _ = try? DevicePath(bytes, order: .little).description
    return 0
}

private func seeds() throws -> [[UInt8]] {
    let owner = EFIGUID.shimLock
    let certificate = SignatureList(type: .certX509, entries: [.init(owner: owner, signature: [0x30, 0x82, 0, 1, 5])])
    let keys = try certificate.serialized(order: .little)
    let path = try DevicePath(file: #"\EFI\BOOT\BOOTX64.EFI"#).serialized(order: .little)
    let image = try ImageLoadEvent(length: 512, devicePath: path).serialized(order: .little)
    var logs: [[UInt8]] = [keys, path, image]
    for banks in [[.sha256], [.sha1, .sha256, .sha384, .sha512], [.sha384, .sm3_256]] as [[HashAlgorithm]] {
        var log = try EventLogWriter(banks: banks, vendorInfo: [1, 2])
        logs.append(log.bytes)
        guard banks.allSatisfy(\.isComputable) else { continue }
        try log.append(StartupLocality(3))
        try log.append(pcr: 0, type: .sCRTMVersion, measuring: [1, 0])
        let variables = [
            (EFIGUID.globalVariable, "SecureBoot", [1]), (.globalVariable, "PK", keys), (.globalVariable, "KEK", keys),
            (.imageSecurityDatabase, "db", keys), (.imageSecurityDatabase, "dbx", []),
        ]
        for (vendor, name, contents) in variables {
            let variable = UEFIVariable(vendor: vendor, name: name, contents: contents)
            try log.append(pcr: 7, type: .efiVariableDriverConfig, measuring: variable.serialized(order: .little))
        }
        for pcr in 0...7 { try log.append(pcr: pcr, type: .separator, measuring: [0, 0, 0, 0]) }
        let shim = UEFIVariable(vendor: .shimLock, name: "Shim", contents: [0x30, 0x82, 0, 1, 5])
        try log.append(pcr: 7, type: .efiVariableAuthority, measuring: shim.serialized(order: .little))
        try log.append(pcr: 4, type: .efiBootServicesApplication, measuring: image)
        try log.append(pcr: 5, type: .efiAction, measuring: Measurement.exitBootServicesInvocation.data)
        logs.append(log.bytes)
        logs.append(log.bytes + [UInt8](repeating: 0xFF, count: 32))
    }
    var legacy = WireWriter(order: .little)
    legacy(UInt32(4), EventType.separator)
    legacy.append(try HashAlgorithm.sha1.digest([0, 0, 0, 0]))
    legacy(UInt32(4), UInt32(0))
    logs.append(try legacy.finish())
    return logs
}
