import Testing

@testable import Fleet

@Suite struct AlgorithmStandingTests {
    @Test(arguments: [
        (KeyAlgorithm.rsa(1024), AlgorithmStanding.Status.disallowed, []),
        (.rsa(2047), .disallowed, []),
        (.rsa(2048), .acceptable, [2030, 2035]),
        (.rsa(3071), .acceptable, [2030, 2035]),
        (.rsa(3072), .acceptable, [2035]),
        (.ellipticCurve("P-192", strength: 96), .disallowed, []),
        (.ellipticCurve("P-224", strength: 112), .acceptable, [2030, 2035]),
        (.ellipticCurve("P-256", strength: 128), .acceptable, [2035]),
        (.ellipticCurve("secp256k1", strength: nil), .unknown, []),
        (.edwards("Ed25519", strength: 128), .acceptable, [2035]),
        (.mlDSA("ML-DSA-65"), .acceptable, []),
        (.dsa, .disallowed, []),
        (.unknown("1.2.3"), .unknown, []),
    ])
    func `each algorithm stands where the documents put it`(
        algorithm: KeyAlgorithm,
        status: AlgorithmStanding.Status,
        years: [Int]
    ) {
        let standing = AlgorithmStanding(algorithm)
        #expect(standing.status == status)
        #expect(standing.deadlines.map(\.afterYear) == years)
        #expect(!standing.source.isEmpty)
        #expect(standing.deadlines.allSatisfy { $0.isDraft && $0.source.contains("draft") })
    }
}
