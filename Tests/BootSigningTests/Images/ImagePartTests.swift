import BootSigning
import DeviceTree
import Digests
import KeyStore
import MCUboot
import Model
import OPTEE
import Testing
import TrustedFirmware

@Suite struct ImagePartTests {
    private func octets(_ part: ImagePart, of image: [UInt8]) -> [UInt8] { Array(image[part.range]) }

    @Test func `names that an image gives never become paths, and no two files are one`() {
        let names = [
            "../../etc/passwd", "..", ".", "", "/abs", "-rf", "a b\u{1B}[2J\n", "ünï", "tb-fw", "TB-FW", "tb-fw",
            String(repeating: "x", count: 5000), ".hidden", "CON\0", "a/../b",
        ]
        let files = names.map { ImagePart($0, 0..<1) }.fileNames
        #expect(files.count == names.count && Set(files.map { $0.lowercased() }).count == files.count)
        for file in files {
            #expect(file.hasSuffix(".bin") && file.utf8.count <= 120)
            #expect(!file.hasPrefix(".") && !file.hasPrefix("-"))
            #expect(
                file.utf8.allSatisfy { octet in
                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-".utf8.contains(octet)
                },
                "\(file)"
            )
        }
        #expect(files[0] == "_._.._etc_passwd.bin")
        #expect(files[8..<11] == ["tb-fw.bin", "TB-FW-2.bin", "tb-fw-3.bin"])
    }

    @Test func `an MCUboot payload is what was signed, and an encrypted one is none`() async throws {
        let payload = [UInt8](repeating: 0x5A, count: 100)
        let signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        var signing = MCUbootSigning(version: .init(major: 1), headerSize: 64)
        let image = try await signing.image(of: payload, with: signer)
        let parts = try MCUbootFormat.parts(MemorySource(image))
        #expect(parts.map(\.isPayload) == [true])
        #expect(octets(parts[0], of: image) == payload)
        let device = try SoftwareSigner.ephemeral(.ecdsaP256).publicKey.subjectPublicKeyInfo
        signing.encryption = try MCUbootEncryption(for: device, isClear: true)
        let clear = try await signing.image(of: payload, with: signer)
        #expect(octets(try MCUbootFormat.parts(MemorySource(clear))[0], of: clear).starts(with: payload))
        signing.encryption = try MCUbootEncryption(for: device)
        let encrypted = try await signing.image(of: payload, with: signer)
        let error = #expect(throws: BedplateError(.malformed, "")) {
            try MCUbootFormat.parts(MemorySource(encrypted))
        }
        #expect(error?.hint?.contains("decrypt") == true)
    }

    @Test func `a package's images go by name and by UUID`() throws {
        let bench = try TrustedFirmwareBench()
        let unknown = try #require(ImageUUID("01234567-89AB-CDEF-0123-456789ABCDEF"))
        var content = TrustedFirmwareBench.content(TrustedFirmwareBench.usual)
        content.set(unknown, MemorySource([1, 2, 3]))
        let package = try bench.octets(content)
        let parts = try TrustedFirmwareFormat.parts(MemorySource(package))
        #expect(parts.count == TrustedFirmwareBench.usual.count + 1 && !parts.contains(where: \.isPayload))
        for uuid in TrustedFirmwareBench.usual {
            let part = try #require(parts.first { $0.isNamed("\(uuid)") })
            #expect(part.isNamed(uuid.text.lowercased()))
            #expect(octets(part, of: package) == TrustedFirmwareBench.image(uuid))
        }
        let part = try #require(parts.first { $0.isNamed("01234567-89ab-cdef-0123-456789abcdef") })
        #expect(octets(part, of: package) == [1, 2, 3])
    }

    @Test func `a FIT's images, an ESP32 image and an application are found where they lie`() async throws {
        let fit = try await FITFixture()
        let images = try FITFormat.parts(MemorySource(fit.signed))
        #expect(Set(images.map(\.name)) == ["kernel-1", "ramdisk-1"])
        for image in images { #expect(!octets(image, of: fit.signed).isEmpty) }

        let app = try SampleESPImage.octets()
        let padded = app + [UInt8](repeating: 0xFF, count: 4096 - app.count)
        let parts = try ESP32Format.parts(MemorySource(padded))
        #expect(parts.map(\.name) == ["app", "segment-0", "segment-1"])
        #expect(octets(parts[0], of: padded) == app)

        let ahab = try SampleAHABImage().octets()
        let containers = try AHABFormat.parts(MemorySource(ahab))
        #expect(containers.first?.name == "container-0-image-0" && !containers.contains(where: \.range.isEmpty))

        let uuid = try #require(ApplicationUUID("8aaaf200-2450-11e4-abe2-0002a5d5c51b"))
        let signing = TrustedApplicationSigning(
            signer: try SoftwareSigner.ephemeral(.rsa2048),
            application: uuid,
            version: 3
        )
        var sink = MemorySink()
        try await signing.sign(MemorySource(Array("an ELF".utf8)), to: &sink)
        let application = try #require(try TrustedApplicationFormat.parts(MemorySource(sink.bytes)).first)
        #expect(application.isPayload && octets(application, of: sink.bytes) == Array("an ELF".utf8))
    }

    @Test func `what cannot be read has no parts, and every part of a truncated image lies inside it`() async throws {
        let fit = try await FITFixture()
        let package = try TrustedFirmwareBench().octets(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
        let samples: [(any BootFormat.Type, [UInt8])] = [
            (FITFormat.self, fit.signed), (TrustedFirmwareFormat.self, package),
            (ESP32Format.self, try SampleESPImage.octets()), (AHABFormat.self, try SampleAHABImage().octets()),
        ]
        for (format, image) in samples {
            #expect(try !format.parts(MemorySource(image)).isEmpty)
            for count in stride(from: 0, to: image.count, by: 7) {
                let short = MemorySource(Array(image.prefix(count)))
                guard let parts = try? format.parts(short) else { continue }
                #expect(parts.allSatisfy { $0.range.upperBound <= count }, "\(format.name) \(count)")
            }
            #expect(throws: BedplateError(.malformed, "")) { try format.parts(MemorySource(Array("nothing".utf8))) }
        }
    }
}
