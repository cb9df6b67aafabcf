import BootSigning
import Foundation
import FuzzDriver
import Model
import OPTEE

@_cdecl("FuzzTrustedApplication_main")
public func fuzzTrustedApplication(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as a signed application. A header that is read must be written the same again; what nobody signed is
/// judged, explained or refused, and never holds.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    let source = MemorySource(bytes)
    let header = try? SignedHeader(Array(bytes.prefix(SignedHeader.sizeLimit)), ofImage: bytes.count)
    let explanation = try? TrustedApplicationFormat.explain(source)
    precondition((header != nil) == (explanation != nil), "what is read is explained")
    if let header, let explanation {
        precondition((try? header.serialized()) == Array(bytes.prefix(header.count)), "a header has one form")
        precondition(explanation.regions.reduce(0) { $0 + $1.count } == bytes.count, "the regions are the image")
    }
    guard let judgement = try? TrustedApplicationFormat.verify(source, nobody, asked: header?.application) else {
        preconditionFailure("a judgement, never an error")
    }
    precondition(!judgement.holds, "nobody signed this")
    return 0
}

/// The octets of a key that is none: nothing verifies with it.
private let nobody = DeviceTrust(keys: [.init(subjectPublicKeyInfo: [0x30, 0x00])])

private func seeds() throws -> [[UInt8]] {
    guard let uuid = ApplicationUUID(octets: [UInt8](repeating: 7, count: 16)) else { return [] }
    return try SignedHeader.Algorithm.allCases.map { algorithm in
        let header = SignedHeader(
            algorithm: algorithm,
            digest: [UInt8](repeating: 1, count: 32),
            signature: [UInt8](repeating: 2, count: 256),
            application: uuid,
            version: 1,
            applicationSize: 3
        )
        return try header.serialized() + [1, 2, 3]
    }
}
