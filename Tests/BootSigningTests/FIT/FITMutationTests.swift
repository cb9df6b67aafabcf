import BootSigning
import DeviceTree
import FIT
import Model
import Testing

/// A small signed FIT, damaged in every way: it is refused, or what a boot loader uses of it is what it was.
@Suite struct FITMutationTests {
    /// What a boot loader uses: of each covered node its properties with their names and values, and the data.
    private static func used(_ image: [UInt8]) throws -> [String] {
        let fit = try FlattenedImageTree(DeviceTree(image), count: image.count)
        var used: [String] = []
        for configuration in fit.configurations {
            for path in try fit.signedNodes(of: configuration) {
                let properties = fit.tree.node(path)?.properties ?? []
                for property in properties where !FlattenedImageTree.dataProperties.contains(property.name) {
                    used.append("\(path) \(property.name) \(property.octets ?? [])")
                }
            }
            for name in configuration.images {
                let data = try #require(fit.image(name)?.data)
                used.append("\(name) \(image[data])")
            }
        }
        return used.sorted()
    }

    @Test func `every flipped bit is refused, or stands where no signature is needed`() async throws {
        let fixture = try await FITFixture()
        let explanation = try FITFormat.explain(MemorySource(fixture.signed))
        let used = try Self.used(fixture.signed)
        var accepted: [String: Int] = [:]
        for region in explanation.regions {
            for place in region.offset..<region.offset + region.count {
                for bit in 0..<8 {
                    var image = fixture.signed
                    image[place] ^= 1 << UInt8(bit)
                    guard try fixture.judgement(image).holds else { continue }
                    accepted[region.name, default: 0] += 1
                    #expect(region.coveredBy.isEmpty, "byte \(place) of \(region.name) is covered, and may change")
                    #expect(try Self.used(image) == used, "byte \(place) of \(region.name) changes what is used")
                }
            }
        }
        let bits = fixture.signed.count * 8
        print(
            "FIT: \(bits) bits flipped, \(accepted.values.reduce(0, +)) without effect: \(accepted.sorted { $0.key < $1.key })"
        )
        // What a signer says of itself, names that only that has, the boot CPU, and padding.
        let harmless = [
            "header", "strings", "/configurations/conf-1/signature-1", "/configurations default",
            "/images/kernel-1 data, padding",
        ]
        for name in accepted.keys { #expect(harmless.contains(where: name.hasPrefix), "\(name)") }
    }

    @Test func `every truncation is refused`() async throws {
        let fixture = try await FITFixture()
        for count in fixture.signed.indices {
            #expect(try !fixture.judgement(Array(fixture.signed[..<count])).holds, "\(count) octets")
        }
    }

    @Test func `every length and offset that lies is refused, or without effect`() async throws {
        let fixture = try await FITFixture()
        let used = try Self.used(fixture.signed)
        let tree = try DeviceTree(fixture.signed)
        // The header's sizes and offsets; each property's length and name.
        var fields = [4, 8, 12, 16, 32, 36]
        tree.forEachToken { token in
            if case .property(let property, _) = token { fields += [property.offset + 4, property.offset + 8] }
        }
        var accepted: [Int] = []
        for field in fields {
            let value = fixture.signed.word(field)
            for lie in [0, value &- 1, value &+ 1, value &- 4, value &+ 4, 0x7FFF_FFFF, 0xFFFF_FFFF] where lie != value
            {
                var image = fixture.signed
                image.setWord(lie, at: field)
                guard try fixture.judgement(image).holds else { continue }
                accepted.append(field)
                #expect(try Self.used(image) == used, "the field at \(field)")
            }
        }
        print("FIT: \(fields.count) lengths and offsets, 7 lies each, without effect: at \(accepted)")
    }
}
