/// What the block does against attackers, each by its name: so that an attack can be tried on a block without exactly one of
/// them. See Documentation/decisions/0017-attacks-and-mutants.md.
///
/// Only code of this package can leave one out, and of its programs only `bedplate-mutant-subsystem` does. Extend only.
package enum Defence: String, CaseIterable, Sendable {
    // Fuses.
    /// A burned bit stays: whatever is written, zeros clear nothing.
    case bitsOnlySet = "bits-only-set"
    /// A locked region takes no bits.
    case locks
    /// Which commands are obeyed in which layer and lifecycle.
    case commandRules = "command-rules"
    /// One copy of three that is wrong changes nothing.
    case copies
    /// What restricts counts as soon as one copy says so.
    case strictestCopy = "strictest-copy"
    // Frames.
    /// Requests are numbered, and each number is good once.
    case sequence
    /// A frame that noise changed does nothing.
    case checksum
    // Secrets.
    /// No command reads the unique secret.
    case secretUnreadable = "secret-unreadable"
    /// The secret of a layer is gone when the next one begins.
    case layerSecrets = "layer-secrets"
    /// Sealed octets open for the measurements that sealed them.
    case sealBinding = "seal-binding"
    /// Digests that are given are signed by another key than tokens.
    case keySeparation = "key-separation"
    // Evidence.
    /// Measurements are added, and none takes the place of another.
    case ownMeasurements = "own-measurements"
    /// Each boot has a seed of its own.
    case bootSeed = "boot-seed"
    // Slots.
    /// The slot that was booted is not written.
    case bootedSlot = "booted-slot"
    /// Recovery is not written in the field.
    case recoverySlot = "recovery-slot"
    /// What was not confirmed is not tried twice.
    case trial
    /// A confirmed boot burns the counters.
    case counterBurn = "counter-burn"
    /// The slot is confirmed before the counters are burned.
    case confirmOrder = "confirm-order"
    // The return to the maker.
    /// Only the key whose digest is fused opens the device.
    case returnKey = "return-key"
    /// A challenge is good for one response.
    case challengeOnce = "challenge-once"
    /// The secrets are destroyed before the device opens.
    case secretDestroyed = "secret-destroyed"
    /// A device that is closed for everybody is closed for its maker.
    case debugDisable = "debug-disable"
}
