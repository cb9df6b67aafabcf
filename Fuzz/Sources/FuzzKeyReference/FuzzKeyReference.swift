import FuzzDriver
import Keys
import PKCS11

@_cdecl("FuzzKeyReference_main")
public func fuzzKeyReference(_ count: CInt, _ arguments: Arguments) -> CInt {
    FuzzDriver.run(count, arguments, seeds: seeds, test: test)
}

/// Any text as a reference to a key: what is read is written in one form, which is read as the same; no PIN gets in.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
    if let uri = try? PKCS11URI(text) {
        precondition((try? PKCS11URI(uri.description)) == uri, "one form")
        // A token's label may hold these words; an attribute of the query may not be of that name.
        let query = uri.description.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        precondition(!query.split(separator: "&").contains { $0.hasPrefix("pin-value") }, "no PIN")
    }
    if let reference = try? KeyReference(text) {
        precondition((try? KeyReference(reference.description)) == reference, "one form")
    }
    return 0
}

private func seeds() -> [[UInt8]] {
    [
        "keys/release.pem", "tpm:handle=0x81010001;at=unix:/run/tpm.sock;name=000b", "tpm:file=/keys/release.tpm",
        "pkcs11:token=My%3BHSM;manufacturer=M;serial=0a;model=X;slot-id=3;object=k;id=%01%02%61"
            + "?module-path=/usr/lib/m.so&pin-source=file:/etc/pin",
        "pkcs11:token=a?pin-value=1234", "pkcs11:token=a*pin-value=1234", "pkcs11:type=private;object=a%20b",
    ].map { Array($0.utf8) }
}
