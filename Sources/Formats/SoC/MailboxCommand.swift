/// What the fuse-and-key block does, by its number in a frame. Extend only.
///
/// Integers are little-endian. "Layer" is the block's own register: 0 while the ROM runs, 1 from the moment the ROM
/// advanced it for the secure world, 2 once that started the application. It only grows; no frame resets it.
public enum MailboxCommand: UInt8, Sendable {
    /// () -> ``DeviceStatus``. Any layer.
    case status = 0x01
    /// (fuse u8) -> its words, voted, with the check word. Any layer; never the unique secret.
    case readFuse = 0x02
    /// (fuse u8, 3 octets of 0, words without the check word, which the block makes): burns them into the region. Layer 0,
    /// blank or provisioning, not locked; over a value only the same one.
    case burnFuse = 0x03
    /// (fuse u8): locks it. Layer 0, blank or provisioning.
    case lockFuse = 0x04
    /// () -> public key of the instance (64 octets, x ‖ y of P-256). Makes the unique secret inside unless it is there.
    /// Layer 0, blank.
    case makeSecret = 0x05
    /// (lifecycle u32): moves on, to a state that is directly behind. Layer 0; from secured on only by the return path or
    /// to retired, which destroys the secrets first. To the present state only where its burning was interrupted.
    case moveOn = 0x06

    /// () -> (slot u8, state u8, u16 0, octets u32): the slot to try. The next call in the same boot names the next one and
    /// marks a slot that was being tried as failed; slot 0xFF when none is left. Layer 0.
    case nextSlot = 0x10
    /// (slot u8, 3 octets of 0, offset u32, count u32 <= 4096) -> octets. Layer 0; layer 1 its own boot's slot.
    case readSlot = 0x11
    /// (slot u8, 3 octets of 0): empties it. Layer 0 on the station and in recovery; layer 1 and 2 the slot that was not
    /// booted, never recovery.
    case eraseSlot = 0x12
    /// (slot u8, 3 octets of 0, offset u32, octets): appends; the offset is where the last write ended. As ``eraseSlot``.
    case writeSlot = 0x13
    /// (slot u8, 3 octets of 0): the slot is complete, and to be tried; on the station it is confirmed at once, as there is
    /// nothing to go back to. As ``eraseSlot``.
    case finishSlot = 0x14
    /// (): this boot is good. Confirms its slot and burns the counters up to those that were measured. Layer 1 or 2.
    case confirm = 0x15

    /// (``LayerMeasurement``): measures the next layer, derives its secret and forgets this one's. Layer 0 and 1.
    case advance = 0x20
    /// (count u32 <= 256) -> octets.
    case random = 0x21
    /// (label, 1 to 64 octets) -> 32 octets, of this layer's secret. Layer 1 and 2.
    case derive = 0x22
    /// (nonce of 32, 48 or 64 octets) -> PSA token (COSE_Sign1), of the block's own registers. Layer 1 and 2.
    case attest = 0x23
    /// (SHA-256 digest) -> r ‖ s by the application key of this layer. Layer 1 and 2.
    case sign = 0x24
    /// (octets, at most 1024) -> sealed octets, that only this boot measurement on this device unseals. Layer 1 and 2.
    case seal = 0x25
    case unseal = 0x26
    /// (index u8) -> DICE certificate: 0 of the unique secret's key, by the instance's; 1 and 2 of the layer, by the one
    /// before; 254 of this layer's key for ``open``, 255 of its application key, by the layer. Layer 1 and 2.
    /// (index u8, form u8): 0 as above, a CWT of CBOR; 1 the same as X.509.
    case certificate = 0x27
    /// (octets of info u16, info, encapsulated key of 65 octets, ciphertext with its tag) -> what was sealed to this
    /// layer's key by HPKE (RFC 9180): base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Layer 1 and 2.
    case open = 0x28

    /// (code u32, detail u32): into the block's log of boots. Any layer.
    case report = 0x30
    /// () -> challenge of 32 octets, then the instance's public key (zeros when its secret is gone). Layer 0, secured.
    case returnChallenge = 0x31
    /// (key x ‖ y, signature r ‖ s of "Bedplate return v1", 0, challenge, instance's public key): destroys the secrets, then opens the device. Layer 0, secured.
    case returnResponse = 0x32
}
