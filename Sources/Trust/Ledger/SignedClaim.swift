internal import Model

/// A checkpoint whose signature holds, and what to call it.
struct SignedClaim {
    var name: String
    var code: Finding.Code
    var checkpoint: Checkpoint
}
