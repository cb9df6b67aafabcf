import Attestation
import Foundation
import Model
import Testing

@Suite struct NonceTests {
    private let key = [UInt8](repeating: 1, count: 32)
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func refusal(
        _ bytes: [UInt8],
        device: String = "d1",
        tenant: Tenant = .default,
        key: [UInt8]? = nil,
        after: TimeInterval = 1
    ) -> Nonce.Refusal? {
        do throws(Nonce.Refusal) {
            _ = try Nonce(bytes, for: device, tenant: tenant, key: key ?? self.key, now: now + after)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a nonce is good for its device, its tenant and its time`() {
        let nonce = Nonce(for: "d1", tenant: .default, key: key, now: now, lifetime: 60)
        #expect(nonce.bytes.count == 32)
        #expect(refusal(nonce.bytes) == nil)
        #expect(refusal(nonce.bytes, device: "d2") == .foreign)
        #expect(refusal(nonce.bytes, tenant: Tenant("other")) == .foreign)
        #expect(refusal(nonce.bytes, key: [UInt8](repeating: 2, count: 32)) == .foreign)
        #expect(refusal(nonce.bytes, after: 61) == .expired(nonce.expires))
    }

    @Test func `every bit of a nonce matters, and its length`() {
        let nonce = Nonce(for: "d1", tenant: .default, key: key, now: now, lifetime: 60)
        for octet in 0..<32 {
            var bytes = nonce.bytes
            bytes[octet] ^= 1
            #expect(refusal(bytes) == .foreign)
        }
        #expect(refusal(Array(nonce.bytes.dropLast())) == .foreign)
        #expect(refusal(nonce.bytes + [0]) == .foreign)
        #expect(refusal([]) == .foreign)
    }

    @Test func `nonces are in the order in which they were granted, to the millisecond`() {
        var last: UInt64 = 0
        for step in 0..<3000 {
            // Half a millisecond beside, so that no rounding decides.
            let moment = now + Double(step) / 1000 + 0.0005
            let nonce = Nonce(for: "d1", tenant: .default, key: key, now: moment, lifetime: 60)
            #expect(nonce.order == last + 1 || step == 0, "\(step)")
            #expect(nonce.order == Nonce.order(now: moment, lifetime: 60))
            last = nonce.order
        }
    }

    @Test func `two nonces differ`() {
        let nonces = (0..<64).map { _ in Nonce(for: "d", tenant: .default, key: key, now: now, lifetime: 1).bytes }
        #expect(Set(nonces).count == 64)
    }
}
