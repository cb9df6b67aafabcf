import CBOR
import COSE
import FuzzDriver
import PSAToken

@_cdecl("FuzzPSAToken_main")
public func fuzzPSAToken(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any octets as CBOR, as a COSE_Sign1 and as the claims of a PSA token: what is read strictly has one form, and what is
/// read with every leniency has one once it is written again.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: size))
    if let item = try? CBOR.decode(bytes, allowing: []).value {
        precondition(item.octets == bytes, "one form")
        if let map = item.map { check(map) }
    }
    if let message = try? COSESign1(bytes) {
        precondition(message.octets == bytes, "one form")
        if let payload = message.payload, let map = try? CBOR.decode(payload, allowing: []).value.map { check(map) }
    }
    if let item = try? CBOR.decode(bytes, allowing: [.unsortedKeys, .longHead]).value {
        precondition((try? CBOR.decode(item.octets, allowing: []).value) == item, "what is written is strict")
    }
    return 0
}

private func check(_ map: CBORMap) {
    if let token = try? PSAToken(map) { precondition(token.claims == map, "one form") }
}

private func seeds() -> [[UInt8]] {
    let token = PSAToken(
        nonce: [UInt8](repeating: 1, count: 32),
        instance: [1] + [UInt8](repeating: 2, count: 32),
        implementation: [UInt8](repeating: 3, count: 32),
        client: -1,
        lifecycle: PSALifecycle(.secured),
        bootSeed: [UInt8](repeating: 4, count: 32),
        certification: "0604565272829-10010",
        components: [
            PSASoftwareComponent(
                type: "SPE",
                measurement: [UInt8](repeating: 5, count: 32),
                version: "1.0.0",
                signer: [UInt8](repeating: 6, count: 32),
                algorithm: "sha-256"
            )
        ],
        verificationService: "https://example.org"
    )
    let claims = CBOR.map(token.claims).octets
    let message = COSESign1(.es256, payload: claims, signature: [UInt8](repeating: 7, count: 64))
    return [claims, message.octets]
}
