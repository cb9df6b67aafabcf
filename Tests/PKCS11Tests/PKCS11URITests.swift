import Files
import Model
import PKCS11
import Testing

@Suite struct PKCS11URITests {
    @Test func `a URI with everything is read, and written in one form`() throws {
        let uri = try PKCS11URI(
            "pkcs11:object=release%20key;token=My%3BHSM;manufacturer=M;model=X;serial=0a;slot-id=3;id=%01%02a"
                + "?pin-source=file:/etc/pin&module-path=/usr/lib/m.so"
        )
        #expect(uri.object == "release key")
        #expect(uri.token == "My;HSM")
        #expect(uri.id == [0x01, 0x02, 0x61])
        #expect(uri.slot == 3)
        #expect(uri.secretSource == .file("/etc/pin"))
        let text =
            "pkcs11:token=My%3BHSM;manufacturer=M;serial=0a;model=X;slot-id=3;object=release%20key;id=%01%02%61"
            + "?module-path=/usr/lib/m.so&pin-source=file:/etc/pin"
        #expect(uri.description == text)
        #expect(try PKCS11URI(text) == uri)
    }

    @Test(arguments: [
        "pkcs11:", "pkcs11:token=", "pkcs11:type=private;object=a", "pkcs11:?module-path=/m", "pkcs11:object=a:b",
        "pkcs11:object=a?", "pkcs11:object=a?pin-source=/etc/pin", "pkcs11:object=a?pin-source=file:///etc/pin",
    ])
    func `what RFC 7512 allows is read`(text: String) throws {
        #expect(try PKCS11URI(PKCS11URI(text).description) == PKCS11URI(text))
    }

    static let refused: [String] = [
        "", "pkcs11", "PKCS11:token=a", "file:a", "pkcs11:token", "pkcs11:=a", "pkcs11:token=a;token=b",
        "pkcs11:token=a;",
        "pkcs11:;token=a", "pkcs11:token=a b", "pkcs11:token=%", "pkcs11:token=%4", "pkcs11:token=%4g",
        "pkcs11:token=%ff",
        "pkcs11:token=%00", "pkcs11:token=%0A", "pkcs11:unknown=a", "pkcs11:x-vendor=a", "pkcs11:slot-id=-1",
        "pkcs11:slot-id=99999999999999999999999", "pkcs11:type=cert", "pkcs11:token=a/b", "pkcs11:token=a??",
        "pkcs11:token=a?pin-value=1234", "pkcs11:token=a?module-name=x", "pkcs11:token=a?pin-source=|cat",
        "pkcs11:token=a?pin-source=pin", "pkcs11:token=a?pin-source=file://host/pin", "pkcs11:pin-source=/a",
        "pkcs11:token=a?token=b", "pkcs11:token=ä", "pkcs11:object=" + String(repeating: "a", count: 5000),
    ]

    @Test(arguments: refused) func `anything else is refused, and no value is in the error`(text: String) {
        let error = #expect(throws: BedplateError(.malformed, "")) { try PKCS11URI(text) }
        #expect(error?.description.contains("1234") == false)
    }

    @Test func `a secret in place of its source is refused, and not repeated`() {
        let error = #expect(throws: BedplateError(.malformed, "")) { try SecretSource("hunter2") }
        #expect(error.map { "\($0)\($0.hint ?? "")".contains("hunter2") } == false)
        #expect(throws: BedplateError(.malformed, "")) { try SecretSource("env:A=B") }
        #expect(throws: BedplateError(.malformed, "")) { try SecretSource("file:") }
    }

    @Test func `no prefix, no flip of one character makes the parser stumble`() {
        let text = Array("pkcs11:token=My%3BHSM;id=%01?module-path=/m.so&pin-source=file:/p".utf8)
        for end in text.indices { _ = try? PKCS11URI(String(decoding: text[..<end], as: UTF8.self)) }
        for place in text.indices {
            for bit in 0..<8 {
                var other = text
                other[place] ^= 1 << bit
                guard let uri = try? PKCS11URI(String(decoding: other, as: UTF8.self)) else { continue }
                #expect((try? PKCS11URI(uri.description)) == uri)
            }
        }
    }
}
