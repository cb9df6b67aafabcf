import Testing
import Wire

@testable import Fleet

@Suite struct InfineonFormTests {
    /// Moduli that the authors of the finding published as examples (crocs-muni/roca, fingerprint/tests/data and
    /// roca/tests/README.md): mod01, mod08 and mod03 are of the form.
    static let published = [
        """
        944e13208a280c37efc31c3114485e590192adbb8e11c87cad60cdef0037ce99278330d3f471a2538fa667802ed2a3c44a8b7dea826e88\
        8d0aa341fd664f7fa7
        """,
        """
        01db349e1f58f5d41f65aa5b0ffa6ae0cea80de6c170b2b4abf9c358d79494ca59cab008f5ee92759b91d497e2131701047f953935a163\
        e91db5460c82566f4df0c05bca02a8576f7c4e916b274e2f307b56fc8a20ad452b1b54d3924726a3b2329da882c7b8e102379dfe7a8c6b01\
        d62e7ff0fd58e1e9822f6e32b5b0486561fb
        """,
        mod03,
    ]
    static let mod03 = """
        9dcd7420e420c270a68060eb8b5aa7457a9f6648f86fafed2775cc1f79ae962f1e63f1b9e51c55f9ea6fdc7332e9b0058c9ff2eb1fc898\
        55029cf6aafe21e689feb38ac9ffb12f1ce371bb5d0e9aae64161abce74b4244bf68f1edb4411f756a097c8929c14740245ea355f8332d1a\
        a36bb50c7dcb4505da8de02e4e53d38f8df06097da7524df0df93db48eac8cc4af2d3a16257eb2b2adca6ba464e5974fa92550d31b1babf1\
        61e7692d00b86e3dd886ecab4abfbe1a8f8cc263ff4af55cdb45f4249a5193925f5e983d762f0b6800943eb0267b08f42ed311ce1f5c86ea\
        cbc8ce4d3cb7a2fee1ef5641423a1cf4114e5ecf50034a60a412523af9e6f4aa11
        """

    @Test(arguments: published) func `published examples are of the form, with the primes of their size`(text: String)
        throws
    {
        let octets = try #require(Hexadecimal.decode(text))
        let form = try #require(InfineonForm(modulus: octets))
        #expect(form.primes == form.expectedPrimes)
        #expect(form.primes == [64: 39, 129: 71, 256: 126][octets.count])
    }

    @Test func `the published example that was changed by one bit is not of the form`() throws {
        // mod07 is mod03 but for one digit.
        let octets = try #require(Hexadecimal.decode(Self.mod03.dropLast(2) + "21"))
        #expect(InfineonForm(modulus: octets) == nil)
    }

    @Test(arguments: [(512, 39), (768, 39), (1024, 71), (1536, 71), (2048, 126), (3072, 126), (4096, 225)])
    func `a key made as RSALib made them is of the form, and its exponent proves it`(bits: Int, primes: Int) throws {
        var made = Made(UInt64(bits))
        let modulus =
            made.infineonPrime(bits: bits / 2, primes: primes) * made.infineonPrime(bits: bits / 2, primes: primes)
        let form = try #require(InfineonForm(modulus: modulus.octets))
        #expect(form.primes == primes && form.expectedPrimes == primes)
        let product = InfineonForm.modulus(primes: primes)
        #expect(Natural(65537).power(Natural(form.exponent), modulo: product) == modulus % product)
    }

    @Test func `a key of that size made with fewer primes is of the form, and that is told`() throws {
        var made = Made(3)
        let modulus = made.infineonPrime(bits: 1024, primes: 39) * made.infineonPrime(bits: 1024, primes: 39)
        let form = try #require(InfineonForm(modulus: modulus.octets))
        #expect(form.primes == 39 && form.expectedPrimes == 126)
    }

    @Test func `a modulus whose residues are all powers of 65537, but not of one exponent, is not of the form`() throws
    {
        // The test of the residues alone takes it: modulo 3 the exponent is even, modulo 5 it is odd.
        let product = InfineonForm.modulus(primes: 126)
        var made = Made(4)
        var residue = Natural.zero
        var step = Natural.one
        for small in SmallPrime.first225.prefix(126) {
            let exponent: UInt = small.prime == 3 ? 0 : 1
            let wanted = Natural(65537).power(Natural(exponent), modulo: Natural(small.prime)).low
            while residue % small.prime != wanted { residue = residue + step }
            step = step * Natural(small.prime)
        }
        let modulus = (made.odd(bits: 2048) / product) * product + residue
        for small in SmallPrime.first225.prefix(126) { #expect(small.logarithm(modulus % small.prime) != nil) }
        #expect(InfineonForm(modulus: modulus.octets) == nil)
    }

    @Test func `ordinary keys are not of the form`() {
        var made = Made(5)
        for bits in [256, 512, 1024] {
            for _ in 0..<10 {
                #expect(InfineonForm(modulus: (made.prime(bits: bits) * made.prime(bits: bits)).octets) == nil)
            }
        }
        for _ in 0..<20_000 { #expect(InfineonForm(modulus: made.octets(256)) == nil) }
    }

    @Test func `what is no modulus has no form`() {
        #expect(InfineonForm(modulus: [UInt8]()) == nil)
        for small in [[0], [1], [2], [1, 0, 1], [UInt8](repeating: 0, count: 300)] as [[UInt8]] {
            #expect(InfineonForm(modulus: small) == nil)
        }
        // One is 65537 to the power of 0: of 512 bits, only a multiple of M and one is.
        #expect(InfineonForm(modulus: [UInt8](repeating: 0xFF, count: 2048)) == nil)
    }

    @Test func `orders and logarithms are right`() {
        #expect(SmallPrime.first225.count == 225 && SmallPrime.first225.last?.prime == 1427)
        #expect(InfineonForm.modulus(primes: 39).bits == 220 && InfineonForm.modulus(primes: 126).bits == 971)
        for small in SmallPrime.first225 {
            let prime = Natural(small.prime)
            let order = small.orderPowers.reduce(1) { $0 * $1.power }
            #expect(Natural(65537).power(Natural(order), modulo: prime) == Natural.one % prime)
            for (factor, _) in small.orderPowers {
                #expect(Natural(65537).power(Natural(order / factor), modulo: prime) != Natural.one % prime)
            }
            for residue in 0..<small.prime {
                guard let logarithm = small.logarithm(residue) else { continue }
                #expect(Natural(65537).power(Natural(logarithm), modulo: prime) == Natural(residue))
            }
        }
    }
}
