import SoC

@testable import Subsystem

/// A payload of the right form for every command, and when each is obeyed: written down again here, apart from the
/// block's own table.
enum Refusals {
    static let commands = (UInt8.min...UInt8.max).compactMap(MailboxCommand.init(rawValue:))

    static let payloads: [MailboxCommand: [UInt8]] = [
        .status: [], .readFuse: [Fuse.rootKey0.rawValue], .burnFuse: [Fuse.hybridPolicy.rawValue, 0, 0, 0, 2, 0, 0, 0],
        .lockFuse: [Fuse.hybridPolicy.rawValue], .makeSecret: [], .moveOn: [0b1111, 0, 0, 0], .nextSlot: [],
        .readSlot: [0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0], .eraseSlot: [1, 0, 0, 0],
        .writeSlot: [1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3], .finishSlot: [1, 0, 0, 0], .confirm: [],
        .advance: [UInt8](repeating: 5, count: 64) + [1, 0, 0, 0] + [UInt8](repeating: 0, count: 8),
        .random: [8, 0, 0, 0], .derive: [1], .attest: [UInt8](repeating: 9, count: 32),
        .sign: [UInt8](repeating: 3, count: 32), .seal: [1, 2, 3], .unseal: [UInt8](repeating: 1, count: 40),
        .certificate: [0], .open: [1, 0, 7, 4] + [UInt8](repeating: 1, count: 64 + 17),
        .report: [UInt8](repeating: 0, count: 8), .returnChallenge: [],
        .returnResponse: [UInt8](repeating: 1, count: 128),
    ]

    /// Payloads of another length or with another value than the command has.
    static let malformed: [MailboxCommand: [[UInt8]]] = [
        .status: [[0]], .readFuse: [[], [13], [0, 0]], .lockFuse: [[], [13], [0, 0]], .makeSecret: [[0]],
        .burnFuse: [[], [4], [4, 0, 0, 0], [4, 0, 0, 1, 2, 0, 0, 0], [4, 0, 0, 0, 2, 0, 0]],
        .moveOn: [[], [1], [1, 0, 0, 0, 0], [2, 0, 0, 0]], .nextSlot: [[0]],
        .readSlot: [
            [], [3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0x10, 0, 0],
            [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
        ],
        .eraseSlot: [[], [3, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0, 0]],
        .writeSlot: [
            [], [1, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 4097),
            [1, 0, 0, 0, 0, 0, 4, 0, 1], [3, 0, 0, 0, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1],
        ],
        .finishSlot: [[], [3, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0, 0]], .confirm: [[0]],
        .advance: [
            [], [UInt8](repeating: 0, count: 75), [UInt8](repeating: 0, count: 77),
            [UInt8](repeating: 0, count: 64) + [129, 0, 0, 0] + [UInt8](repeating: 0, count: 8),
        ],
        .random: [[], [0, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]],
        .derive: [[], [UInt8](repeating: 0, count: 65)],
        .attest: [0, 1, 31, 33, 47, 49, 63, 65].map { [UInt8](repeating: 0, count: $0) },
        .sign: [0, 31, 33].map { [UInt8](repeating: 0, count: $0) },
        .seal: [[], [UInt8](repeating: 0, count: 1025)],
        .unseal: [0, 36, 1061].map { [UInt8](repeating: 0, count: $0) },
        .certificate: [[], [0, 2], [0, 0, 0]],
        .open: [
            [], [0, 0], [1, 0, 7] + [UInt8](repeating: 4, count: 65 + 16), [1, 2] + [UInt8](repeating: 4, count: 600),
            [0xFF, 0xFF] + [UInt8](repeating: 4, count: 600), [0, 0] + [UInt8](repeating: 4, count: 65 + 1041),
        ], .report: [[], [UInt8](repeating: 0, count: 7), [UInt8](repeating: 0, count: 9)],
        .returnChallenge: [[0]],
        .returnResponse: [0, 127, 129].map { [UInt8](repeating: 0, count: $0) },
    ]

    /// Layers and lifecycles in which a command is not refused for either.
    static func isObeyed(_ command: MailboxCommand, layer: Int, _ lifecycle: Lifecycle) -> Bool {
        switch command {
        case .status, .readFuse, .random, .report: true
        case .burnFuse, .lockFuse: layer == 0 && [.blank, .provisioning].contains(lifecycle)
        case .makeSecret: layer == 0 && lifecycle == .blank
        case .moveOn: layer == 0 && lifecycle != .retired
        case .nextSlot: layer == 0 && [.provisioning, .secured, .returned].contains(lifecycle)
        case .readSlot: layer < 2 && lifecycle != .retired
        case .eraseSlot, .writeSlot, .finishSlot: lifecycle != .retired
        case .advance: layer < 2 && [.provisioning, .secured, .returned].contains(lifecycle)
        case .confirm, .derive, .attest, .sign, .seal, .unseal, .certificate, .open:
            layer > 0 && [.provisioning, .secured].contains(lifecycle)
        case .returnChallenge, .returnResponse: layer == 0 && lifecycle == .secured
        }
    }
}
