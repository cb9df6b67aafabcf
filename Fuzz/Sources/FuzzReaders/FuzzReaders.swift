import Foundation
import FuzzDriver
import Model
import Readers

@_cdecl("FuzzReaders_main")
public func fuzzReaders(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as what a tool printed: what no reader knows, or reads to its end, is an error that says what is wrong; what is
/// read can be recorded, says the same when it is read again, and holds nothing that drives a terminal.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    check(bytes, as: nil)
    // By name too, as what a reader takes for its own may be narrower than what it is given.
    for reader in Readers.all where reader.recognises(bytes) { check(bytes, as: reader.name) }
    if let first = bytes.first {
        check(Array(bytes.dropFirst()), as: Readers.all[Int(first) % Readers.all.count].name)
    }
    return 0
}

private func check(_ bytes: [UInt8], as name: String?) {
    for options in [ReadingOptions(), ReadingOptions(releaseKeys: [[1, 2, 3]], isSimulated: true, part: "mcxn947")] {
        do {
            let reading = try Readers.read(bytes, as: name, options)
            let again = try Readers.read(bytes, as: name, options)
            precondition(reading.observations == again.observations && reading.missing == again.missing)
            precondition(reading.isSimulated || !options.isSimulated, "an emulation stays one")
            let collector = EvidenceRecord.Collector(tool: "fuzz", version: "1")
            guard
                let records = try? reading.records(
                    of: bytes,
                    device: "d",
                    collector: collector,
                    at: Date(timeIntervalSince1970: 0)
                )
            else { preconditionFailure("what was read can be recorded") }
            precondition(records.count == reading.observations.count)
            for text in reading.missing + reading.notes + reading.observations.map(\.origin) {
                precondition(
                    !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F },
                    "no control characters"
                )
            }
        } catch let error as BedplateError {
            precondition(error.code == .malformed && !error.reason.isEmpty)
        } catch {
            preconditionFailure("an error of another kind: \(error)")
        }
    }
}

/// One input for every reader at least, in the shape of its tool.
private func seeds() throws -> [[UInt8]] {
    var page = [UInt8](repeating: 0, count: 512)
    (page[2], page[3], page[0x50], page[0x60]) = (0x63, 0x59, 3, 0xAA)
    // An MCUboot image with a key's hash; an executable with a key.
    var image: [UInt8] = [0x3D, 0xB8, 0xF3, 0x96, 0, 0, 0, 0, 32, 0, 0, 0, 4, 0, 0, 0]
    image += [UInt8](repeating: 0, count: 16) + [1, 2, 3, 4, 0x07, 0x69, 0x28, 0, 0x01, 0, 0x20, 0]
    image += [UInt8](repeating: 7, count: 32)
    var program: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    program += [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
    program += [UInt8](repeating: 9, count: 32)
    let zone = "01237b2a00006002aabbccddee" + String(repeating: "00", count: 115)
    return (outputs + [zone]).map { Array($0.utf8) } + [page, image, program]
}

private let outputs: [String] = [
    #"""
    {"ERR_RST_ENABLE": {"efuse_type": "bool", "bit_len": 1, "value": false, "readable": true, "writeable": true},
     "SECURE_BOOT_EN": {"efuse_type": "bool", "bit_len": 1, "value": true, "readable": true, "writeable": true},
     "SECURE_VERSION": {"efuse_type": "uint:4", "bit_len": 4, "value": 1, "readable": true, "writeable": true}}
    """#,
    """
    CPU:   Freescale i.MX8MMQ rev1.0 1800 MHz
    HAB Configuration: 0xcc, HAB State: 0x99
    Reading bank 6:

    Word 0x00000000: 03020100 07060504 0b0a0908 0f0e0d0c
    """,
    """
    CPU: i.MX93 rev1.0 at 1692 MHz
    Lifecycle: 0x00000020, OEM closed
    Reading bank 16:

    Word 0x00000000: 03020100 00000001
    """,
    """
    Device name : STM32U585
    OPTION BYTES BANK: 0
      RDP          : 0xCC (Level 2, chip protection)
      BOOT_LOCK    : 0x1 (x)
      SECBOOTADD0  : 0x180000 (0xC000000)
      WRP1A_PSTRT  : 0x0
      WRP1A_PEND   : 0xF
      UNLOCK_1A    : 0x0
    Reading 32-bit memory content
    0x40022020 : 00000000
    """,
    """
    OPTION BYTES BANK: 0
      PRODUCT_STATE: 0x72 (Closed)
      BOOT_UBE     : 0xB4 (OEM-iRoT)
    """,
    """
    $ nrfjprog --memrd 0x00FF020C --n 4
    0x00FF020C: 00005340   |@S..|
    $ nrfjprog --coprocessor CP_NETWORK --memrd 0x01FF8000 --n 4
    ERROR: The operation attempted is unavailable due to readback protection in your device.
    """,
    """
    ROW 0x004b: OTP_DATA_BOOT_FLAGS1 (RBIT-3)
        RAW_VALUE=0x000803;0x000003;0x000003 (WARNING - REDUNDANT ROWS AREN'T EQUAL)
        VALUE 0x000003

        field KEY_INVALID (bits 8-11) = 8
        field KEY_VALID (bits 0-3) = 3
    """,
    """
    # NXP SPSDK version: 3.12.0

    family: mcxn947
    type: CMPA
    settings:
      FLASH_CFG:
        ISP_FT_ENTRY: DISABLED_0B01
      SECURE_BOOT_CFG:
        SEC_BOOT_EN: ECDSA_SIGNED
      ROTKH: AA11223344556677889900112233445566778899001122334455667788990011
    """,
    """
    # NXP SPSDK version: 3.12.0

    family: mimx9352
    registers:
      ECID3: '0x00000001'
      ECID2: '0x00000000'
      ECID1: '0x00000000'
      ECID0: '0x00000000'
      ELE_MISC_CTRL1:
        SJC_DISABLE: ENABLED
    """,
    """
    [ 0.0096 ] tegrarcm_v2 --chip 0x23 0 --ismb2applet
    PublicKeyHash: ab12
    BootSecurityInfo: 000003e9
    ArmJtagDisable: 00000001
    SecurityMode: 00000001
    """,
    """
    TPM2_PT_FAMILY_INDICATOR:
      raw: 0x322E3000
      value: "2.0"
    TPM2_PT_MANUFACTURER:
      raw: 0x49465800
    TPM2_PT_FIRMWARE_VERSION_1:
      raw: 0x70055
    TPM2_PT_FIRMWARE_VERSION_2:
      raw: 0x11CB00
    """,
    """
    TPM2_PT_PERMANENT:
      ownerAuthSet:              0
      reserved1:                 0
      reserved2:                 0
    TPM2_PT_STARTUP_CLEAR:
      phEnable:                  1
    """,
    "- 0x1C00002\n- 0x81010001\n",
    "rsa:\n  value:      0x1\n  asymmetric: 1\nsha1:\n  value:      0x4\n",
    #"""
    {"SecurityAttributes": [{"AppstreamId": "org.fwupd.hsi.Uefi.SecureBoot", "HsiResult": "enabled",
      "Flags": ["success"]}]}
    """#,
    #"""
    {"chipsec.modules.common.bios_wp": {"result": "Passed"}, "chipsec.modules.common.smm": {"result": "Error"}}
    """#,
    #"""
    {"attacks": [{"id": "unsigned", "outcome": "withstood", "device": {"succeeded": false, "seen": "s"},
      "mutant": {"succeeded": true, "seen": "s"}}], "isWhole": true, "kind": "bedplate-attack",
     "rom": "1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b", "simulated": true, "version": 1}
    """#,
    #"""
    {"builds": [{"build": "ships", "bypasses": [],
      "rom": "1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b",
      "tallies": [{"image": "tampered", "model": "skip", "planned": 9, "tried": 9, "verdicts": {"bypassed": 0}}]}],
     "complaints": [], "shard": "1/1", "simulated": true}
    """#,
]
