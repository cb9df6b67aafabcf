import BootSigning
import Digests
import Files
import Foundation
import MCUboot
import Model
import PKCS11
import PKIX
import Synchronization
import Testing
import TokenSupport

extension TokenTests {
    /// What goes wrong with tokens, over a real one.
    @Suite(.serialized) struct Faults {
        static let deviceRemoved: UInt = 0x32
        static let deviceError: UInt = 0x30
        static let pinLocked: UInt = 0xA4
        static let sessionCount: UInt = 0xB1
        static let sessionHandleInvalid: UInt = 0xB3
        static let tokenNotPresent: UInt = 0xE0
        static let userNotLoggedIn: UInt = 0x101
        static let notInitialized: UInt = 0x190
        static let finalTry: UInt = 1 << 17
        static let locked: UInt = 1 << 18

        /// A real token with a key, and faults before C_Sign, C_OpenSession and C_Login.
        private struct Bench {
            let hsm: SoftHSM
            let token: PKCS11Token
            let sign = Fault()
            let open = Fault()
            let login = Fault()

            init(pin: String = "pin", _ change: (inout CryptokiFunctions) -> Void = { _ in }) async throws {
                hsm = try SoftHSM.here()
                do { try await hsm.token().create(.ecdsaP256, label: "k") }
                let (sign, open, login) = (sign, open, login)
                token = try hsm.token(pin: pin) { functions in
                    let real = functions
                    functions.sign = { (session, data) throws(CryptokiError) in
                        try sign.strike("C_Sign")
                        return try real.sign(session, data)
                    }
                    functions.openSession = { (slot, writes) throws(CryptokiError) in
                        try open.strike("C_OpenSession")
                        return try real.openSession(slot, writes)
                    }
                    functions.login = { (session, user, pin) throws(CryptokiError) in
                        try login.strike("C_Login")
                        try real.login(session, user, pin)
                    }
                    change(&functions)
                }
            }

            func signer() async throws -> PKCS11Signer {
                try await PKCS11Signer.open(try hsm.uri(";object=k"), in: token)
            }
        }

        @Test(arguments: [deviceRemoved, tokenNotPresent, sessionHandleInvalid, userNotLoggedIn, notInitialized])
        func `a signature survives the loss of its session once, and the PIN is used again for the same token`(
            result: UInt
        ) async throws {
            let bench = try await Bench()
            let signer = try await bench.signer()
            _ = try await signer.sign(TokenTests.message)
            bench.sign.arm(result)
            _ = try await signer.sign(TokenTests.message)
            #expect(bench.sign.calls == 3)
            #expect(bench.login.calls == 2)
        }

        @Test(arguments: [
            (deviceRemoved, BedplateError.Code.tokenAbsent), (tokenNotPresent, .tokenAbsent),
            (sessionHandleInvalid, .tokenFailed), (deviceError, .tokenFailed), (notInitialized, .tokenFailed),
        ])
        func `a token that stays away is an error, and leaves no half-written output`(
            result: UInt,
            code: BedplateError.Code
        ) async throws {
            let bench = try await Bench()
            let signer = try await bench.signer()
            let output = bench.hsm.path("image")
            bench.sign.arm(result, times: 100)
            await #expect(throws: BedplateError(code, "")) {
                try await DurableFile.stream(to: output) { sink in
                    try sink.write([1, 2, 3])
                    try sink.write(try await signer.sign(TokenTests.message))
                }
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: bench.hsm.directory.path).count == 3)
            #expect(bench.sign.calls <= 2)
            // And when it is back, all is well.
            bench.sign.arm(0, times: 0)
            _ = try await signer.sign(TokenTests.message)
        }

        @Test func `sessions that are really closed beneath us are opened again`() async throws {
            let bench = try await Bench()
            let signer = try await bench.signer()
            _ = try await signer.sign(TokenTests.message)
            let functions = bench.token.module.functions
            for slot in try functions.slots() { try functions.closeAllSessions(slot) }
            _ = try await signer.sign(TokenTests.message)
            #expect(bench.login.calls == 2)
        }

        /// Nothing is injected here: the files of the token are moved away, and back. SoftHSM2 does not find them again in
        /// the process that missed them, until its module is loaded anew; hardware does, see ``Hardware``.
        @Test func `a token that is pulled while a long image is signed leaves no output, and signs when it is back`()
            async throws
        {
            let hsm: SoftHSM
            do {
                let bench = try await Bench()
                hsm = bench.hsm
                let signer = try await bench.signer()
                let before = try FileManager.default.contentsOfDirectory(atPath: hsm.directory.path)
                let pulling = LongImage { try hsm.pull() }
                for image in [pulling, LongImage()] {
                    await #expect(throws: BedplateError.self) { try await Self.sign(image, signer, hsm) }
                }
                #expect(pulling.event.withLock { $0 == nil }, "the token was not pulled")
                try hsm.putBack()
                #expect(try FileManager.default.contentsOfDirectory(atPath: hsm.directory.path) == before)
            }
            let signer = try await PKCS11Signer.open(try hsm.uri(";object=k"))
            #expect(try await Self.sign(LongImage(), signer, hsm))
        }

        @Test func `a token that is pulled and put back while an image is read is not missed`() async throws {
            let bench = try await Bench()
            let hsm = bench.hsm
            let image = LongImage {
                try hsm.pull()
                try hsm.putBack()
            }
            #expect(try await Self.sign(image, bench.signer(), hsm))
            #expect(image.event.withLock { $0 == nil }, "the token was not pulled")
        }

        /// Signs into the file `signed`; whether a device would boot it.
        private static func sign(_ image: LongImage, _ signer: PKCS11Signer, _ hsm: SoftHSM) async throws -> Bool {
            let output = hsm.path("signed")
            _ = try await DurableFile.stream(to: output) { sink in
                try await MCUbootSigning(version: MCUbootVersion(major: 1)).sign(image, to: &sink, with: signer)
            }
            let key = DeviceTrust.Key(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)
            return try MCUbootFormat.verify(try FileSource(output), DeviceTrust(keys: [key])).holds
        }

        /// 8 MiB in the middle of which something happens once.
        private final class LongImage: OctetSource {
            let count = 8 << 20
            let event: Mutex<(@Sendable () throws -> Void)?>

            init(_ event: (@Sendable () throws -> Void)? = nil) { self.event = Mutex(event) }

            func octets(in range: Range<Int>) throws(BedplateError) -> [UInt8] {
                if range.contains(count / 2) {
                    let event = event.withLock { event in
                        defer { event = nil }
                        return event
                    }
                    do { try event?() } catch { throw BedplateError(.environment, "\(error)") }
                }
                return [UInt8](repeating: UInt8(truncatingIfNeeded: range.lowerBound >> 20), count: range.count)
            }
        }

        @Test func `a PIN that is wrong is tried once`() async throws {
            let bench = try await Bench(pin: "wrong")
            try bench.hsm.secret("wrong-0000", "wrong")
            for _ in 0..<3 {
                let error = await #expect(throws: BedplateError(.pinIncorrect, "")) { try await bench.signer() }
                #expect(error.map { "\($0)".contains("wrong-0000") } == false)
            }
            #expect(bench.login.calls == 1)
        }

        @Test func `a PIN that is refused after a reconnection is not tried again`() async throws {
            let bench = try await Bench()
            let signer = try await bench.signer()
            _ = try await signer.sign(TokenTests.message)
            bench.sign.arm(Self.deviceRemoved)
            bench.login.arm(Self.pinLocked)
            for _ in 0..<3 {
                await #expect(throws: BedplateError(.pinLocked, "")) { try await signer.sign(TokenTests.message) }
            }
            #expect(bench.login.calls == 2)
        }

        /// Injected: SoftHSM2 has neither flag ever. A token that really locks is in `HardwareTokenTests`.
        @Test(arguments: [(locked, BedplateError.Code.pinLocked), (finalTry, .pinIncorrect)])
        func `a locked PIN is not tried, and neither is the last try spent`(
            flag: UInt,
            code: BedplateError.Code
        ) async throws {
            let bench = try await Bench { functions in
                let real = functions
                functions.tokenInfo = { (slot) throws(CryptokiError) in
                    var info = try real.tokenInfo(slot)
                    info.flags |= flag
                    return info
                }
            }
            await #expect(throws: BedplateError(code, "")) { try await bench.signer() }
            #expect(bench.login.calls == 0)
        }

        @Test func `a PIN file that others can read is refused, and the token not asked`() async throws {
            let bench = try await Bench()
            _ = unsafe chmod(bench.hsm.path("pin"), 0o644)
            await #expect(throws: BedplateError(.environment, "")) { try await bench.signer() }
            #expect(bench.login.calls == 0)
        }

        @Test func `another token in the slot is not told the PIN`() async throws {
            let swapped = Mutex(false)
            let bench = try await Bench { functions in
                let real = functions
                functions.tokenInfo = { (slot) throws(CryptokiError) in
                    var info = try real.tokenInfo(slot)
                    if swapped.withLock({ $0 }) { info.serial = "another" }
                    return info
                }
            }
            let signer = try await bench.signer()
            _ = try await signer.sign(TokenTests.message)
            swapped.withLock { $0 = true }
            bench.sign.arm(Self.sessionHandleInvalid)
            await #expect(throws: BedplateError(.tokenAbsent, "")) { try await signer.sign(TokenTests.message) }
            #expect(bench.login.calls == 1)
        }

        /// Injected: SoftHSM2 has room for any number. A token that really has none left is in `HardwareTokenTests`.
        @Test func `a full session table is said so, and waited for where the sessions are ours`() async throws {
            let bench = try await Bench()
            bench.open.arm(Self.sessionCount, times: 1000)
            await #expect(throws: BedplateError(.tokenBusy, "")) { try await bench.signer() }
            bench.open.arm(0, times: 0)
            let signer = try await bench.signer()
            // The one session that is open is all that the token gives from now on.
            bench.open.arm(Self.sessionCount, times: 1000)
            try await withThrowingTaskGroup { group in
                for _ in 0..<16 { group.addTask { _ = try await signer.sign(TokenTests.message) } }
                try await group.waitForAll()
            }
        }

        @Test func `many callers share a bounded number of sessions`() async throws {
            let open = Mutex((now: 0, most: 0))
            let bench = try await Bench { functions in
                let real = functions
                functions.openSession = { (slot, writes) throws(CryptokiError) in
                    open.withLock {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    return try real.openSession(slot, writes)
                }
                functions.closeSession = { (session) throws(CryptokiError) in
                    open.withLock { $0.now -= 1 }
                    try real.closeSession(session)
                }
            }
            let signer = try await bench.signer()
            try await withThrowingTaskGroup { group in
                for _ in 0..<100 { group.addTask { _ = try await signer.sign(TokenTests.message) } }
                try await group.waitForAll()
            }
            #expect(open.withLock { $0.most } <= bench.token.sessionLimit)
        }

        @Test func `callers that wait for a session all hear that there is none`() async throws {
            let bench = try await Bench()
            let signer = try await bench.signer()
            bench.sign.arm(Self.deviceRemoved, times: 1000)
            bench.login.arm(Self.pinLocked, times: 1000)
            await withTaskGroup { group in
                for _ in 0..<40 {
                    group.addTask {
                        await #expect(throws: BedplateError.self) { try await signer.sign(TokenTests.message) }
                    }
                }
            }
            #expect(bench.login.calls == 2)
        }

        @Test func `what is no signature of the key does not leave`() async throws {
            let bench = try await Bench { functions in
                let real = functions
                functions.sign = { (session, data) throws(CryptokiError) in
                    var signature = try real.sign(session, data)
                    signature[40] ^= 1
                    return signature
                }
            }
            let signer = try await bench.signer()
            await #expect(throws: BedplateError(.tokenFailed, "")) { try await signer.sign(TokenTests.message) }
        }

        @Test func `a key that the token makes otherwise than asked is removed`() async throws {
            let bench = try await Bench { functions in
                let real = functions
                functions.generateKeyPair = { (session, mechanism, publicKey, privateKey) throws(CryptokiError) in
                    var template = privateKey.filter { $0.type != 0x162 }
                    template.append(CryptokiAttribute(0x162, true))
                    return try real.generateKeyPair(session, mechanism, publicKey, template)
                }
            }
            await #expect(throws: BedplateError(.tokenFailed, "")) {
                try await bench.token.create(.rsa2048, label: "n")
            }
            #expect(try await bench.token.keys(label: "n").isEmpty)
        }
    }
}
