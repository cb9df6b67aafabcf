import Digests
import Files
import Foundation
import Model
import PKCS11

// Forks with a PKCS#11 module loaded, and says what the child and then the parent can do.
// Usage: ForkedSigner opened-before|opened-after URI
//   opened-after   the module is loaded, the child opens the key and signs; then the parent does
//   opened-before  the parent opens the key and signs, the child signs with it; then the parent signs again

/// What a process could do, as its exit status: 0 for signing, 3 for a refusal because of the fork.
let (fine, refusedAsForked, failed): (Int32, Int32, Int32) = (0, 3, 1)

func signature(_ signer: PKCS11Signer) async -> Int32 {
    do {
        _ = try await signer.sign(.message(Array("what a device boots".utf8)), .ecdsa(.sha256))
        return fine
    } catch let error as BedplateError where error.code == .forked {
        return refusedAsForked
    } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        return failed
    }
}

/// Swift hides fork: a child has one thread, and may use little. What is used here is what is to be shown.
func forked() -> pid_t {
    guard let symbol = unsafe dlsym(nil, "fork") else { return -1 }
    return unsafe unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)()
}

/// The status that the child ends with.
func wait(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
}

/// Runs the tasks of a process that has none yet, and returns what they return.
func run(_ body: @escaping @Sendable () async -> Int32) -> Int32 {
    let done = DispatchSemaphore(value: 0)
    let result = Outcome()
    Task.detached {
        result.status = await body()
        done.signal()
    }
    done.wait()
    return result.status
}

/// Written by one thread before the semaphore is signalled, and read after.
final class Outcome: @unchecked Sendable { var status: Int32 = 1 }

guard CommandLine.arguments.count == 3 else { exit(2) }
let uri = try PKCS11URI(CommandLine.arguments[2])
switch CommandLine.arguments[1] {
case "opened-after":
    let modules = try PKCS11Module.named(by: uri)
    let labels = try modules.flatMap { try $0.tokens() }.map(\.label)
    guard !labels.isEmpty else { exit(failed) }
    let child = forked()
    let status = child == 0 ? 0 : wait(child)
    let own = run { if let signer = try? await PKCS11Signer.open(uri) { await signature(signer) } else { failed } }
    if child == 0 { _exit(own) }
    print("child \(status), parent \(own)")
case "opened-before":
    let status = run {
        guard let signer = try? await PKCS11Signer.open(uri), await signature(signer) == fine else { return failed }
        let child = forked()
        if child == 0 { _exit(await signature(signer)) }
        print("child \(wait(child)), parent \(await signature(signer))")
        return fine
    }
    exit(status)
default: exit(2)
}
