extension PublishedTransportKey {
    private static let plugAndTrust =
        "NXP/plug-and-trust, sss/ex/inc/ex_sss_tp_scp03_keys.h, which names AN12436 for them"

    /// ENC, MAC and DEK of one variant's Platform SCP03 key set. OEF is the variant's identifier in the element's own answer.
    private static func published(_ element: String, _ digests: String...) -> [PublishedTransportKey] {
        zip(["ENC", "MAC", "DEK"], digests).map {
            PublishedTransportKey(element: element, use: $0, sha256: $1, source: plugAndTrust)
        }
    }

    /// Every key that is known here, as its SHA-256. Where the source says which OEF a set belongs to, it is named.
    public static let all: [PublishedTransportKey] =
        [
            PublishedTransportKey(
                element: "GlobalPlatform test key",
                use: "any",
                sha256: "ba22b7dc95f6cc8765757be4bccf37cd92ece6d4987dc26a31e274c9be236921",
                source: "martinpaljak/GlobalPlatformPro, README: the key that it takes where none is given"
            )
        ] + elements.flatMap { $0 }

    private static let elements = [
        published(
            "SE050A1 (OEF A204)",
            "a97d7e385e275ee55a4e0cf6b602508f3933dfb716140b646abf5ba551bb181b",
            "27732830a7481cbb884faa9a553cf3f20d6b7b4d6dd49b653816d19ae340a378",
            "4e620d429ea66540a84cfa941b07e67bb3ee2521ee6be9237313cf260f1c8066"
        ),
        published(
            "SE050A2 (OEF A205)",
            "17febec335ac662576d3464f66990bfdd1c8ae3331bf66c305db6e0f15aef9ff",
            "6e4b876dbdfc337477c475361921ce763bcb364c96c4e3f8419392b26006d19e",
            "3c593d6cbd52781dfc1f4e1144375e06a0b90fe1bbefdff5626c4dcf8d97a8b9"
        ),
        published(
            "SE050B1 (OEF A202)",
            "742b8c7c8d28ba2ccc9fac85672e936512a23d4dd0b9a6f704078a76798090bd",
            "3b6114efb0f1c23aa7294239f139f9f387821604c9854ed6dada72ff3f05bf12",
            "05b9bf80249188079a17ec9d961d5a5e234790e409c911d061743dd73493e792"
        ),
        published(
            "SE050B2 (OEF A203)",
            "1db0f07e7a2b98566f5651bafe8627a91590545522208c7118b9789c49b368ab",
            "e38798d2b2b47a7ab6cf1b1f96298bdf021d5e338a2faf12e496e34655b65fec",
            "f198e25da619fa0295ce2315e8c8a33cc483b92594925679387b08cf48e8812b"
        ),
        published(
            "SE050C1 (OEF A200)",
            "fda1ce991d13b5bbcfbb6ad0e9121e8922e7c8fcae3d6e9ddbb48cbd42b34e33",
            "01e81737054a4d27e28913c6680606bbb47d114da0762ca410a45ad94bb4c174",
            "6b05c46e1b8c4c7359dd89958c897b38051b61f45d8ded7d3d55ab6cb4baa31e"
        ),
        published(
            "SE050C2 (OEF A201)",
            "0fd71e1a8af42915b72443cee11433848141b9c365175b73ad26df465945b439",
            "7a6e6fdab262144e52544548322ea1ffc57b69df3021ad7507ed53f34727ceda",
            "43488e3031803fa340eabb03c7b26c335501401d1d353699dbbdafa50a4b59b2"
        ),
        published(
            "SE050 development board (OEF A1F4)",
            "bd10d2c1891b010a4a4fc1d3b0776266bfa07d2d2fe515747c44f71f97be0d66",
            "adabfed735258556f98261a65b8362eea87e92d378f98a27b73a94eda9f184e6",
            "88d0290878721a51fd0d6f8ea3b3b8272c89b001fd4f3a10e15d025285de8b22"
        ),
        published(
            "SE051A2",
            "e57ea58a807aab4d2e1d95d225e348549673e86c922976b92b1e98515398b34b",
            "077aceb40afc1fbbfccadafd8e6b5bfa195ae6913ef1f7762a39069aa8f685ba",
            "3049ca47a34d6b76466c210629f47cac73eedf557b8a75eb3e6c917b4cd04c55"
        ),
        published(
            "SE051C2",
            "7e7605aa200d8a411b370721bd8e785a1fbf81b1ad368e301060813fa78a74ea",
            "f4bdd765f00970d76ef8a836cb1bc053ae74cde3a99d1108e58a5d96a691c298",
            "e0280cfa64d2be43c988d3b5ff79dbd206a7f79ad6a422e795726b1a870dcd5a"
        ),
        published(
            "SE050F2",
            "e52aa4a0f984ffb51295e2eb07735ae8f3368dd97f5bcc0e7ea12c083f75da46",
            "98dbf3793d0dffe81698f4816ddee582599d602e8ab37053185586bdcbce1377",
            "a29e1d4e3257335353f5ae95f8d74524ede9ffe7509075e47407fd780c74d729"
        ),
        published(
            "SE051C (OEF A8FA)",
            "1cc6ccdcc32487d14d9f3d2b7f6506d3262b45a24b69aec9f213423bd7dc2888",
            "ca6fdd671c6709f9e109588082f98ec3f7d5c100932aac3352fd5e2c338bfd5d",
            "7b514da5d8b4cbc8fb43f0c93f34c1b9fedabd6e5dd303cc4eda22630635a2d6"
        ),
        published(
            "SE051A (OEF A920)",
            "99ac268cf6a1d662860deb207033a63e6909cc6aa63e15cc1986f35e00fdc612",
            "18873ecdf6a65a32b286507d2d082c9287dfa0dabcce4609673206a31c520538",
            "d3aec7bcc78cc461becba518c51af63f6dd7d88bb6e4292d0293bbf8dfd7af16"
        ),
        published(
            "SE050E (OEF A921)",
            "2bf09ca38b6e6140e92e69960f374aa49ad2ca9887c1d7ed11164a1edf61e565",
            "a767cc7dd37e4f526d55e0675d2e849fcd8865c4305587a6990b2c2f3f86a870",
            "e21a67aabd4f71756f38cc5a66004ab39ebb1406cd99e6f535b2f1ea96ee08ad"
        ),
        published(
            "A5000 (OEF A736)",
            "95c2b05a99a1f03b89e304f6835463966fc25a6ef10781dfe4f0f9060b37079a",
            "7294264bf799416c259ab0b7806e05c37639f230916e8490c756ea76ba411956",
            "7855fb5f6f897b0fc0cb5c86e9da60c26094393e872f59be86187355c163daf2"
        ),
        published(
            "SE050F2 (OEF A92A)",
            "2434517e69a7b3b0daf61fa9f667841684fcb4e8d13ae6d37064fe37a577b918",
            "434100df29f07e48bbc09a11d8d8e4578b6167386d8d5857910d283b4a2f7bac",
            "581e88f70fd3bef2cc0a9755feee7f7d55526af21db0675b578de99f4427d30f"
        ),
    ]

    static let bySHA256 = Dictionary(grouping: all, by: \.sha256)
}
