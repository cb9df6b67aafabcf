import Foundation
import PKCS11
import TokenSupport

/// A token in use by the tests' own process. The configuration is the process's: tests that use it come one after another.
extension SoftHSM {
    static func here(_ label: String = "test") throws -> SoftHSM {
        let hsm = try SoftHSM(label)
        for (name, value) in hsm.environment { _ = unsafe setenv(name, value, 1) }
        return hsm
    }

    func uri(_ rest: String = "", pin: String = "pin", module: String? = nil) throws -> PKCS11URI {
        try PKCS11URI(
            "pkcs11:token=test\(rest)?module-path=\(module ?? self.module)&pin-source=file:\(path(pin))"
        )
    }

    /// The token, through functions that a test may have changed.
    func token(
        pin: String = "pin",
        _ change: (inout CryptokiFunctions) -> Void = { _ in }
    ) throws -> PKCS11Token {
        let real = try PKCS11Module.load(module)
        var functions = real.functions
        change(&functions)
        let uri = try uri(pin: pin)
        return try PKCS11Module.token(uri, in: [PKCS11Module(name: module, functions: functions)])
    }
}
