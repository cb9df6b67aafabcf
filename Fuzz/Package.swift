// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who uses Bedplate builds a fuzzer.
// `Fuzz/run SECONDS` builds every target below and runs each for that long.

/// A libFuzzer program over one room of the house: `Sources/<name>` with `LLVMFuzzerTestOneInput`.
func fuzzer(_ name: String, over room: String, _ more: String...) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["FuzzDriver"] + ([room] + more).map { .product(name: $0, package: "bedplate") },
        swiftSettings: [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer,address"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]
    )
}

let package = Package(
    name: "bedplate-fuzz",
    dependencies: [.package(name: "bedplate", path: "..")],
    targets: [
        .target(name: "FuzzDriver", swiftSettings: [.enableExperimentalFeature("Extern")]),
        fuzzer("FuzzAHAB", over: "BootSigning", "AHAB", "Model", "PKIX"),
        fuzzer("FuzzBootImage", over: "BootImage", "BootCrypto", "SoC"),
        fuzzer("FuzzEventLog", over: "EventLog", "Digests", "Wire"),
        fuzzer("FuzzEKCertificate", over: "PKIX"),
        fuzzer("FuzzESP32", over: "BootSigning", "ESP32", "Model"),
        fuzzer("FuzzFIP", over: "BootSigning", "TrustedFirmware", "Model", "PKIX", "Digests"),
        fuzzer("FuzzHAB", over: "BootSigning", "HAB", "Model", "PKIX"),
        fuzzer("FuzzTrustedApplication", over: "BootSigning", "OPTEE", "Model"),
        fuzzer("FuzzMasterBootImage", over: "BootSigning", "MasterBootImage", "Model", "PKIX"),
        fuzzer("FuzzMCUboot", over: "MCUboot", "BootSigning", "IntelHex", "Model", "Wire"),
        fuzzer("FuzzDeviceTree", over: "DeviceTree", "FIT", "Digests", "PKIX"),
        fuzzer("FuzzPSAToken", over: "PSAToken", "CBOR", "COSE"),
        fuzzer("FuzzOpenDICE", over: "OpenDICE", "CBOR", "COSE", "PKIX"),
        fuzzer("FuzzTPMStructures", over: "TPM2", "Digests", "Wire"),
        fuzzer("FuzzKeyReference", over: "Keys", "PKCS11"),
        fuzzer("FuzzReaders", over: "Readers", "Model"),
    ],
    swiftLanguageModes: [.v6]
)
