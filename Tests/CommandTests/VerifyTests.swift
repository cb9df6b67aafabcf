import Foundation
import Testing

@Suite("bedplate verify, on files of tpm2-tools", .serialized)
struct VerifyTests {
    @Test func `quotes of tpm2_quote are accepted, and each alteration is refused by its own finding`() throws {
        let stage = try Stage()
        defer { stage.end() }
        let verify = "bedplate verify quote --quote m --signature s --key ak.tss --pcrs p"
        try stage.script(
            """
            bedplate lab tpm new dev1
            bedplate lab tpm boot dev1
            tpm2_createprimary -Q -C e -G ecc256:ecdsa-sha256:null -a \(Self.attributes) -c ak
            tpm2_flushcontext -t
            tpm2_readpublic -Q -c ak -f tss -o ak.tss
            tpm2_flushcontext -t
            tpm2_readpublic -Q -c ak -f pem -o ak.pem
            tpm2_flushcontext -t
            tpm2_quote -Q -c ak -l sha256:0,1,2,3,4,5,6,7,9 -q 00112233 -m m -s s -o p
            tpm2_flushcontext -t
            tpm2_quote -Q -c ak -l sha256:0,1,2,3,4,5,6,7,9 -q 00112233 -m mp -s sp -f plain -o v -F values
            tpm2_flushcontext -t
            \(verify) --nonce 00112233 -> the quote verifies
            \(verify) --nonce 00112233 --log lab/tpm/dev1/eventlog.bin -> log.replay
            bedplate verify quote --quote mp --signature sp --key ak.tss --pcrs v --nonce 00112233 -> the quote verifies
            1: bedplate verify quote --quote m --signature s --key ak.pem --pcrs p --nonce 00112233 -> assume-restricted
            \(verify.replacingOccurrences(of: "ak.tss", with: "ak.pem")) --nonce 00112233 --assume-restricted -> assumed
            1: \(verify) --nonce 00112234 -> FAILED statement.nonce
            1: \(verify) --nonce 00112233 --expect sha256:0,8 -> FAILED quote.selection
            2: \(verify) --nonce xyz -> not hexadecimal
            """
        )
        try stage.script("bedplate verify log lab/tpm/dev1/eventlog.bin -> nothing was compared")
        let pcrs = try stage.run("tpm2_pcrread sha256:0,1,2,3,4,5,6,7,9").output
        try stage.write(pcrs, to: "yaml")
        try stage.script("bedplate verify log lab/tpm/dev1/eventlog.bin --pcrs yaml -> the log leads to these values")
        // A quote over other PCRs than those that were given, and a log of which it covers nothing.
        try stage.write(try stage.run("tpm2_pcrread sha256:0,4,16").output, to: "more")
        let other = "bedplate verify quote --quote m16 --signature s16 --key ak.tss --nonce 00112233"
        try stage.script(
            """
            tpm2_quote -Q -c ak -l sha256:16 -q 00112233 -m m16 -s s16 -o p16
            tpm2_flushcontext -t
            \(other) --pcrs p16 -> the quote verifies
            1: \(other) --pcrs more -> FAILED quote.selection
            \(other) --pcrs more --expect sha256:16 -> the quote verifies
            1: \(other) --pcrs p16 --log lab/tpm/dev1/eventlog.bin -> FAILED log.replay
            """
        )
        // Each alteration, and its finding.
        try stage.flip("p", at: 150)
        try stage.script("1: \(verify) --nonce 00112233 -> FAILED quote.digest")
        try stage.flip("p", at: 150)
        try stage.flip("m", at: 0)
        try stage.script("1: \(verify) --nonce 00112233 -> FAILED statement.magic")
        try stage.flip("m", at: 0)
        try stage.flip("s", at: 20)
        try stage.script("1: \(verify) --nonce 00112233 -> FAILED statement.signature")
        try stage.flip("s", at: 20)
        let log = try stage.read("lab/tpm/dev1/eventlog.bin")
        try Data(log.dropLast()).write(to: stage.directory.appendingPathComponent("short.log"))
        try stage.script("1: \(verify) --nonce 00112233 --log short.log -> FAILED log.structure -> truncated")
        // A key that signs anything proves nothing.
        try stage.script(
            """
            tpm2_createprimary -Q -C e -G ecc256:ecdsa-sha256:null -a \(Self.unrestricted) -c any
            tpm2_flushcontext -t
            tpm2_readpublic -Q -c any -f tss -o any.tss
            tpm2_flushcontext -t
            tpm2_quote -Q -c any -l sha256:0 -q 00 -m m1 -s s1 -o p1
            tpm2_flushcontext -t
            1: bedplate verify quote --quote m1 --signature s1 --key any.tss --pcrs p1 --nonce 00 -> signer.attributes
            """
        )
    }

    @Test func `an endorsement certificate is judged against its maker and its key`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.script(
            """
            bedplate lab tpm new dev1
            bedplate lab tpm boot dev1
            tpm2_createek -Q -c ek -G rsa -u ek.tss -f tss
            tpm2_flushcontext -t
            tpm2_nvread -Q -C o 0x1c00002 -o ek.crt
            bedplate verify ek ek.crt --public ek.tss --anchors lab/manufacturer -> its maker's
            bedplate verify ek ek.crt --anchors lab/manufacturer -> compare it
            1: bedplate verify ek ek.crt --public ek.tss -> FAILED ek.chain
            tpm2_createprimary -Q -C o -G rsa2048 -c other
            tpm2_flushcontext -t
            tpm2_readpublic -Q -c other -f tss -o other.tss
            1: bedplate verify ek ek.crt --public other.tss --anchors lab/manufacturer -> FAILED ek.key
            """
        )
    }

    @Test func `wrong use and a missing environment have exit codes of their own`() throws {
        let stage = try Stage()
        defer { stage.end() }
        try stage.write("not-a-token", to: "token")
        try stage.script(
            """
            bedplate --help -> SUBCOMMANDS
            bedplate-agent --version -> 0.1.0
            2: bedplate nonsense -> error: -> hint:
            2: bedplate device show -> error: -> device show --help
            3: bedplate device list --service http://127.0.0.1:9 --token-file token -> does not answer
            3: bedplate device list -> operator's token
            2: bedplate device list --service ftp://127.0.0.1 --token-file token -> not the address
            3: bedplate-agent status --state none -> not enrolled
            2: bedplate-agent enroll --state s --tpm /dev/none --anchors token -> certificate cannot be read
            2: bedplate-agent enroll --state s --tpm nowhere --anchors token -> error:
            3: bedplate ledger verify --database none.sqlite -> hint:
            2: bedplate lab tpm new UPPER -> error:
            """
        )
    }

    private static let attributes = "restricted|sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth"
    private static let unrestricted = "sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth"
}
