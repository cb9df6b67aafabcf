/// What this root does not withstand, and why: said wherever is said what it withstands.
public struct AttackLimit: Codable, Hashable, Sendable {
    public let attack: String
    public let reason: String

    init(_ attack: String, _ reason: String) {
        self.attack = attack
        self.reason = reason
    }

    public static let all: [AttackLimit] = [
        AttackLimit(
            "writing the file of fuses, or this machine's memory",
            "the file stands for silicon: who writes it has what a focused ion beam has; two copies of three that "
                + "are changed in one way are believed"
        ),
        AttackLimit(
            "faults beyond one, or two that are adjacent",
            "decisions are made twice and steps are counted, for single faults of the campaign's model; who places "
                + "several independent faults is not held off"
        ),
        AttackLimit(
            "side channels: time, power, radiation",
            "nothing is measured or claimed; an emulator has none of the last two"
        ),
        AttackLimit(
            "listening on the mailbox, or speaking on it",
            "it stands for a bus on the die: its checksum finds noise and authenticates nothing; the block refuses "
                + "what the layer may not have, whoever asks"
        ),
        AttackLimit(
            "firmware of the maker with a hole in it",
            "it is authentic: it gets its layer's keys and attests; what it cannot do is read the secret, reset the "
                + "block, burn fuses or attest something else"
        ),
        AttackLimit(
            "a signing key that was stolen",
            "what it signs is authentic until it is revoked, on the station: nothing revokes a key in the field yet"
        ),
        AttackLimit(
            "keeping the device from booting",
            "who rewrites the flash, or is asked for power, can always do that; the ROM then waits for an authentic "
                + "image"
        ),
        AttackLimit(
            "a station that is not honest",
            "who provisions a device decides which keys it trusts; the record of it is the ledger's"
        ),
        AttackLimit(
            "the emulator and its host",
            "QEMU's ROM, TrustZone and memory are believed; a chip's are for its maker to show"
        ),
    ]
}
