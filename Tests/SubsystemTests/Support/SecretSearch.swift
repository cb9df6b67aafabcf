import Crypto
import SoC

@testable import Subsystem

/// Finds octets of secrets among others: any eight in a row of any secret that a device ever had.
struct SecretSearch {
    private static let width = 8
    private var windows: Set<[UInt8]> = []
    private var last: SymmetricKey?

    var count: Int { windows.count }

    /// The unique secret as it is stored, the running layer's secret, and the keys that are made of them.
    mutating func learn(_ device: Device) {
        guard let secret = device.block.registers.secret, secret != last else { return }
        last = secret
        let unique = device.storage.reading(of: .uniqueSecret)
        if unique.condition == .whole { learn(LittleEndian.octets(unique.value)) }
        learn(DICE.octets(secret))
        learn(DICE.octets(DICE.derive(secret, "Bedplate seal v1")))
        learn(Array(DICE.keyPair(secret).rawRepresentation))
        learn(Array(FuseAndKeyBlock<MemoryStorage>.applicationKey(of: secret).rawRepresentation))
        if let key = device.block.registers.instanceKey { learn(Array(key.rawRepresentation)) }
    }

    private mutating func learn(_ secret: [UInt8]) {
        for start in 0...secret.count - Self.width { windows.insert(Array(secret[start..<start + Self.width])) }
    }

    func isTold(by octets: [UInt8]) -> Bool {
        guard octets.count >= Self.width else { return false }
        return (0...octets.count - Self.width).contains { windows.contains(Array(octets[$0..<$0 + Self.width])) }
    }
}
