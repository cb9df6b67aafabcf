import AHAB
import BootSigning
import Digests
import ESP32
import Files
import Foundation
import HAB
import Model
import Wire

/// An unsigned image of a format around a payload: what is signed in a measurement.
struct UnsignedImage {
    var format: MeasuredFormat
    var payload: String
    /// Where it is written.
    var path: String

    /// Writes it; MCUboot, TF-A and master boot images sign the payload as it is.
    ///
    /// - Returns: the file that is signed.
    func make() async throws -> String {
        switch format {
        case .mcuboot, .trustedFirmware, .masterBootImage: return payload
        case .fit: try makeFIT()
        case .esp32: try await makeESP32()
        case .ahab: try await makeAHAB()
        case .hab: try await makeHAB()
        }
        return path
    }

    /// A kernel whose data lie in the tree, by mkimage, with room for a signature of the key `dev`.
    private func makeFIT() throws {
        let source = """
            /dts-v1/;
            / { description = "benchmark"; #address-cells = <1>;
                images { kernel { description = "k"; data = /incbin/("\(payload)"); type = "kernel"; arch = "arm64";
                    os = "linux"; compression = "none"; load = <0x80000>; entry = <0x80000>;
                    hash-1 { algo = "sha256"; }; }; };
                configurations { default = "conf"; conf { kernel = "kernel";
                    signature-1 { algo = "sha256,rsa2048"; key-name-hint = "dev"; sign-images = "kernel"; }; }; };
            };
            """
        try DurableFile.write(Array(source.utf8), to: path + ".its")
        _ = try Spawned(["mkimage", "-f", path + ".its", path])
    }

    /// Segments of 15 MiB, a checksum and a SHA-256.
    private func makeESP32() async throws {
        let source = try FileSource(payload)
        let size = 15 << 20
        let starts = Array(stride(from: 0, to: source.count, by: size))
        let header = ESPImageHeader(
            segmentCount: UInt8(starts.count),
            flashMode: 2,
            flashSpeedAndSize: 0x2F,
            entryAddress: 0x4037_5000,
            writeProtectPin: 0xEE,
            pinDrives: [0, 0, 0],
            chip: 9,
            oldLeastRevision: 0,
            leastRevision: 0,
            greatestRevision: 99,
            reserved: [0, 0, 0, 0],
            hasAppendedHash: true
        )
        try await DurableFile.stream(to: path) { sink in
            var hashing = try HashingSink(sink)
            try hashing.write(try header.serialized(order: .little))
            var (count, checksum) = (ESPImageHeader.size, UInt8(0xEF))
            for start in starts {
                let range = start..<min(start + size, source.count)
                let segment = ESPSegmentHeader(loadAddress: 0x3C00_0000, count: UInt32(range.count))
                try hashing.write(try segment.serialized(order: .little))
                try source.forEachChunk(in: range) { (chunk) throws(BedplateError) in
                    for octet in chunk { checksum ^= octet }
                    try hashing.write(chunk)
                }
                count += ESPSegmentHeader.size + range.count
            }
            try hashing.write([UInt8](repeating: 0, count: 15 - count % 16) + [checksum])
            sink = hashing.base
            try sink.write(hashing.digest.octets)
        }
    }

    /// One container with one image.
    private func makeAHAB() async throws {
        let source = try FileSource(payload)
        let start = 0x2000
        let container = AHABContainer(
            flags: 0,
            softwareVersion: 0,
            fuseVersion: 0,
            images: [
                AHABImageEntry(
                    offset: UInt32(start),
                    count: UInt32(source.count),
                    loadAddress: 0x1FFC_0000,
                    entryPoint: 0x1FFC_0000,
                    flags: 0x23,
                    metadata: 0,
                    hash: try source.digest(.sha256).octets
                )
            ],
            signature: nil
        )
        try await DurableFile.stream(to: path) { sink in
            let head = container.octets
            try sink.write(head + [UInt8](repeating: 0, count: start - head.count))
            try sink.copy(0..<source.count, of: source)
        }
    }

    /// Vector table and boot data before the payload, at an address that leaves room for 1 GiB.
    private func makeHAB() async throws {
        let source = try FileSource(payload)
        let address: UInt32 = 0x4000_0000
        let head = HABVectorTable.size + 16
        let vectors = HABVectorTable(
            version: 0x41,
            entry: address + UInt32(head),
            deviceConfiguration: 0,
            bootData: address + UInt32(HABVectorTable.size),
            address: address
        )
        let loaded = HABBootData(start: address, count: UInt32(head + source.count))
        try await DurableFile.stream(to: path) { sink in
            try sink.write(vectors.octets + loaded.octets + [0, 0, 0, 0])
            try sink.copy(0..<source.count, of: source)
        }
    }
}
