public import CBOR

/// Labels of header parameters — RFC 9052, 3.1; RFC 9360, 2.
public enum COSEHeader {
    /// alg
    public static let algorithm: CBOR = 1
    /// crit
    public static let critical: CBOR = 2
    /// content type
    public static let contentType: CBOR = 3
    /// kid
    public static let keyIdentifier: CBOR = 4
    /// x5chain
    public static let certificateChain: CBOR = 33

    /// What a reader of ``COSESign1`` looks at: a critical parameter beside these is refused.
    static let understood: [CBOR] = [algorithm, critical, contentType, keyIdentifier]
}
