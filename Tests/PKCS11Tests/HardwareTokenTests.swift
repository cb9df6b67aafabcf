import Files
import Foundation
import Model
import PKCS11
import Programs
import Testing
import TokenSupport

extension TokenTests {
    /// A token that locks, fills up and is pulled as hardware is: see ``HardwareToken``.
    @Suite(.serialized) struct Hardware {
        private let token: HardwareToken

        init() async throws {
            let hsm = try SoftHSM.here()
            do { try await hsm.token().create(.ecdsaP256, label: "k") }
            token = try HardwareToken(hsm)
            for (name, value) in token.environment { _ = unsafe setenv(name, value, 1) }
        }

        private func signer(pin: String = "pin") async throws -> PKCS11Signer {
            try await PKCS11Signer.open(try token.hsm.uri(";object=k", pin: pin, module: token.module))
        }

        @Test func `a wrong PIN costs one try, and the last one is never spent`() async throws {
            try token.hsm.secret("wrong-0000", "wrong")
            for tries in [1, 2, 2, 2] {
                let error = await #expect(throws: BedplateError(.pinIncorrect, "")) { try await signer(pin: "wrong") }
                #expect(error?.hint?.isEmpty == false)
                #expect(token.wrongPINs == tries)
            }
            // Nor with the right one: who knows which it is?
            await #expect(throws: BedplateError(.pinIncorrect, "")) { try await self.signer() }
            #expect(token.wrongPINs == 2)
        }

        @Test func `a PIN that is locked is said so`() async throws {
            _ = try await signer().sign(TokenTests.message)
            for tries in 1...3 {
                let tool = try Program(
                    ["pkcs11-tool", "--module", token.module, "--login", "--pin", "wrong-0000", "--list-objects"],
                    environment: token.environment
                )
                #expect(tool.status != 0)
                #expect(token.wrongPINs == tries)
            }
            let error = await #expect(throws: BedplateError(.pinLocked, "")) { try await self.signer() }
            #expect(error?.hint?.contains("security officer") == true)
            #expect(token.wrongPINs == 3)
        }

        @Test func `a token without a free session is said so, and one session is enough for many callers`()
            async throws
        {
            try token.limitSessions(0)
            await #expect(throws: BedplateError(.tokenBusy, "")) { try await self.signer() }
            try token.limitSessions(1)
            let signer = try await self.signer()
            try await withThrowingTaskGroup { group in
                for _ in 0..<16 { group.addTask { _ = try await signer.sign(TokenTests.message) } }
                try await group.waitForAll()
            }
        }

        @Test(arguments: [HardwareToken.Event.blinked, .sessionsLost])
        func `a token that loses its sessions in the middle of a signature signs all the same`(
            event: HardwareToken.Event
        ) async throws {
            let signer = try await self.signer()
            try token.atSignature(event)
            _ = try await signer.sign(TokenTests.message)
            #expect(token.hasHappened)
        }

        @Test func `a token that is pulled in the middle of a signature is gone until it is back`() async throws {
            let signer = try await self.signer()
            try token.atSignature(.pulled)
            for _ in 0..<3 {
                let error = await #expect(throws: BedplateError(.tokenAbsent, "")) {
                    try await signer.sign(TokenTests.message)
                }
                #expect(error?.hint == "put it back")
            }
            #expect(token.hasHappened)
            try token.putBack()
            _ = try await signer.sign(TokenTests.message)
        }
    }
}
