import BootSigning
import Foundation
import Model
import Testing
import TrustedFirmware

@Suite struct TrustedFirmwareMutationTests {
    /// What a device does not use of a package: the serial number, if it is not zero, and the platform's flags.
    static let unused = [4..<8, 12..<14]

    @Test func `every single-bit flip of a small package is refused, or lies where no device looks`() async throws {
        let bench = try TrustedFirmwareBench()
        let package = try await bench.package([.trustedBoot])
        try expectRefused(package, try bench.trust)
    }

    @Test func `every single-bit flip of a package with key certificates is refused, or lies where no device looks`()
        async throws
    {
        let bench = try TrustedFirmwareBench()
        let package = try await bench.package([.nonTrusted, .nonTrustedConfiguration])
        try expectRefused(package, try bench.trust)
    }

    private func expectRefused(_ package: [UInt8], _ trust: DeviceTrust) throws {
        #expect(try TrustedFirmwareFormat.verify(MemorySource(package), trust).holds)
        var accepted: Set<Int> = []
        for place in package.indices {
            for bit in 0..<8 {
                var mutated = package
                mutated[place] ^= 1 << bit
                if try TrustedFirmwareFormat.verify(MemorySource(mutated), trust).holds { accepted.insert(place) }
            }
        }
        let unused = Set(Self.unused.flatMap(\.self))
        #expect(accepted.subtracting(unused).isEmpty)
        // Positive control: the flips are seen, and what is said to be unused is.
        #expect(accepted == unused)
        let explanation = try TrustedFirmwareFormat.explain(MemorySource(package))
        for place in accepted {
            let region = try #require(
                explanation.regions.first { ($0.offset..<($0.offset + $0.count)).contains(place) }
            )
            #expect(region.coveredBy.isEmpty)
        }
    }

    @Test func `every truncation is refused`() async throws {
        let bench = try TrustedFirmwareBench()
        let (package, trust) = (try await bench.package([.trustedBoot]), try bench.trust)
        for count in package.indices {
            let judgement = try TrustedFirmwareFormat.verify(MemorySource(Array(package.prefix(count))), trust)
            #expect(!judgement.holds)
            #expect(judgement.failures.allSatisfy { $0.location != nil })
        }
    }

    @Test func `every offset and size set to 0, one less, one more and the largest is refused`() async throws {
        let bench = try TrustedFirmwareBench()
        let (package, trust) = (try await bench.package(), try bench.trust)
        let rows = try TableOfContents(package, ofPackage: package.count).entries.count + 1
        for row in 0..<rows {
            for field in [16, 24, 32] {
                let place = TableOfContents.offset(ofEntry: row) + field
                let old = TrustedFirmwareRefusalTests.number(at: place, in: package)
                for new in [0, old &- 1, old &+ 1, UInt64.max, UInt64(Int64.max), UInt64(UInt32.max)] where new != old {
                    var mutated = package
                    TrustedFirmwareRefusalTests.put(new, at: place, in: &mutated)
                    let judgement = try TrustedFirmwareFormat.verify(MemorySource(mutated), trust)
                    #expect(!judgement.holds, "row \(row), field \(field), \(new)")
                }
            }
        }
    }

    /// Every length octet of every certificate is among the octets of the flips above; these are the four values.
    @Test func `every octet of a certificate set to 0, 0x7F, 0x80 and 0xFF, one less and one more is refused`()
        async throws
    {
        let bench = try TrustedFirmwareBench()
        let (package, trust) = (try await bench.package([.trustedBoot]), try bench.trust)
        let table = try TableOfContents(package, ofPackage: package.count)
        let range = try #require(table[.trustedBootCertificate]).range
        for place in range {
            for value in [0, 0x7F, 0x80, 0xFF, package[place] &- 1, package[place] &+ 1] where value != package[place] {
                var mutated = package
                mutated[place] = value
                #expect(!(try TrustedFirmwareFormat.verify(MemorySource(mutated), trust).holds), "byte \(place)")
            }
        }
    }
}
