import OpenSSLOracle
import PKIX
import Testing

@Suite struct PEMTests {
    @Test func `blocks of any size survive a round trip, and openssl reads them`() throws {
        for count in 0..<200 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
            #expect(
                try PEM.decode(Array(PEM(label: "TEST", bytes: bytes).text.utf8)) == [PEM(label: "TEST", bytes: bytes)]
            )
        }
        let maker = try Manufacturer.shared.get()
        try maker.openssl.write(PEM(label: "CERTIFICATE", bytes: maker.root.der).text.utf8, to: "ours.pem")
        #expect(try maker.openssl.run("x509 -in ours.pem -outform DER") == maker.root.der)
    }

    @Test func `several blocks, carriage returns and explanatory text are read`() throws {
        let first = PEM(label: "A", bytes: [1, 2, 3]).text
        let second = PEM(label: "B C", bytes: [4]).text
        let text =
            "subject: x\r\n" + first.split(separator: "\n").joined(separator: "\r\n") + "\r\n\nmore\n"
            + second.dropLast()
        #expect(
            try PEM.decode(Array(text.utf8)) == [PEM(label: "A", bytes: [1, 2, 3]), PEM(label: "B C", bytes: [4])]
        )
    }

    @Test(arguments: [
        "", "nothing", "-----BEGIN A-----\nAQID\n", "-----BEGIN A-----\nAQID\n-----END B-----\n", "-----END A-----\n",
        "-----BEGIN A-----\n-----BEGIN A-----\nAQID\n-----END A-----\n", "-----BEGIN A-----\nA QID\n-----END A-----\n",
        "-----BEGIN A-----\nAQI\n-----END A-----\n", "-----BEGIN A-----\nAQ==AQID\n-----END A-----\n",
        "-----BEGIN A-----\nProc-Type: 4\n\nAQID\n-----END A-----\n", "-----BEGIN A----\nAQID\n-----END A-----\n",
        "-----BEGIN A-----\nAR==\n-----END A-----\n", "-----BEGIN -----\nAQID\n-----END -----\n",
        "-----BEGIN A-----\n====\n-----END A-----\n", "-----BEGIN A-----\nA===\n-----END A-----\n",
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: X509Error.self) { try PEM.decode(Array(text.utf8)) }
    }
}
