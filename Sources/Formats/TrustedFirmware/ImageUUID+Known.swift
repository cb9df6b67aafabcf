// The UUIDs of TF-A's include/tools_share/firmware_image_package.h, in the order of fiptool's table (2.8).
extension ImageUUID {
    /// What is known of a UUID.
    struct Known: Sendable {
        var uuid: ImageUUID
        /// The option of fiptool.
        var name: String
        var meaning: String

        init(_ uuid: ImageUUID, _ name: String, _ meaning: String) {
            self.uuid = uuid
            self.name = name
            self.meaning = meaning
        }
    }

    public static let scpUpdater = ImageUUID(0x6592_2703_2F74_E644, 0x8DFF_579A_C1FF_0610)
    public static let updater = ImageUUID(0x60B3_EB37_C1E5_EA41, 0x9DF3_19ED_A11F_6801)
    public static let nonTrustedUpdater = ImageUUID(0x4F51_1D11_2BE5_4E49, 0xB4C5_83C2_F715_840A)
    public static let updateCertificate = ImageUUID(0x7140_8AB2_18D6_874C, 0x8B2E_C6DC_CD50_F096)
    public static let trustedBoot = ImageUUID(0x5FF9_EC0B_4D22_3E4D, 0xA544_C39D_81C7_3F0A)
    public static let scp = ImageUUID(0x9766_FD3D_89BE_E849, 0xAE5D_78A1_4060_8213)
    public static let soc = ImageUUID(0x47D4_086D_4CFE_9846, 0x9B95_2950_CBBD_5A00)
    public static let trustedOS = ImageUUID(0x05D0_E189_53DC_1347, 0x8D2B_500A_4B7A_3E38)
    public static let trustedOSExtra1 = ImageUUID(0x0B70_C29B_2A5A_7840, 0x9F65_0A56_8273_8288)
    public static let trustedOSExtra2 = ImageUUID(0x8EA8_7BB1_CFA2_3F4D, 0x85FD_E7BB_A502_20D9)
    public static let nonTrusted = ImageUUID(0xD6D0_EEA7_FCEA_D54B, 0x9782_9934_F234_B6E4)
    public static let realmManager = ImageUUID(0x6C07_62A6_12F2_4B56, 0x92CB_BA8F_6336_06D9)
    public static let configuration = ImageUUID(0x5807_E16A_8459_47BE, 0x8ED5_648E_8DDD_AB0E)
    public static let hardwareConfiguration = ImageUUID(0x08B8_F1D9_C9CF_9349, 0xA962_6FBC_6B72_65CC)
    public static let trustedBootConfiguration = ImageUUID(0x6C04_58FF_AF6B_7D4F, 0x82ED_AA27_BC69_BFD2)
    public static let socConfiguration = ImageUUID(0x9979_814B_0376_FB46, 0x8C8E_8D26_7F78_59E0)
    public static let trustedOSConfiguration = ImageUUID(0x2625_7C1A_DBC6_7F47, 0x8D96_C4C4_B024_8021)
    public static let nonTrustedConfiguration = ImageUUID(0x28DA_9815_93E8_7E44, 0xAC66_1AAF_8015_50F9)
    public static let rootKeyCertificate = ImageUUID(0x862D_1D72_F860_E411, 0x920B_8BE7_6216_0F24)
    public static let trustedKeyCertificate = ImageUUID(0x827E_E890_F860_E411, 0xA1B4_777A_21B4_F94C)
    public static let scpKeyCertificate = ImageUUID(0x0242_21A1_F860_E411, 0x8D9B_F33C_0E15_A014)
    public static let socKeyCertificate = ImageUUID(0x8AB8_BECC_F960_E411, 0x9AD0_EB48_22D8_DCF8)
    public static let trustedOSKeyCertificate = ImageUUID(0x9477_D603_FB60_E411, 0x85DD_B710_5B8C_EE04)
    public static let nonTrustedKeyCertificate = ImageUUID(0x8AD5_832A_FB60_E411, 0x8AAF_DF30_BBC4_9859)
    public static let trustedBootCertificate = ImageUUID(0xD6E2_69EA_5D63_E411, 0x8D8C_9FBA_BE99_56A5)
    public static let scpCertificate = ImageUUID(0x44BE_6F04_5E63_E411, 0xB28B_73D8_EAAE_9656)
    public static let socCertificate = ImageUUID(0xE2B2_0C20_5E63_E411, 0x9CE8_ABCC_F92B_B666)
    public static let trustedOSCertificate = ImageUUID(0xA49F_4411_5E63_E411, 0x8728_3F05_722A_F33D)
    public static let nonTrustedCertificate = ImageUUID(0x8EC4_C1F3_5D63_E411, 0xA7A9_87EE_40B2_3FA7)
    public static let siliconPartitionsCertificate = ImageUUID(0x776D_FD44_8697_4C3B, 0x91EB_C13E_025A_2A6F)
    public static let platformPartitionsCertificate = ImageUUID(0xDDCB_BF4A_CAD6_11EA, 0x87D0_0242_AC13_0003)
    public static let ccaCertificate = ImageUUID(0x36D8_3D85_761D_4DAF, 0x96F1_CD99_D656_9B00)
    public static let coreSecureWorldCertificate = ImageUUID(0x5222_2D31_820F_494D, 0x8BBC_EA68_25D3_C35A)
    public static let platformKeyCertificate = ImageUUID(0xD43C_D902_5B9F_412E, 0x8AC6_92B6_D18B_E60D)

    /// Every UUID that is known here, in the order in which fiptool writes images.
    public static let all: [ImageUUID] = table.map(\.uuid)

    /// The UUID of the image that fiptool's options call `name`, such as `tb-fw`.
    public init?(named name: String) {
        guard let match = Self.table.first(where: { $0.name == name }) else { return nil }
        self = match.uuid
    }

    /// The name that fiptool's options use; nil for a UUID that is not known here.
    public var name: String? { known?.name }

    /// What the image is, for a person: `BL2`.
    public var meaning: String { known?.meaning ?? "an image that is not known here" }

    var known: Known? { Self.byUUID[self] }

    private static let byUUID = Dictionary(table.map { ($0.uuid, $0) }) { first, _ in first }

    private static let table: [Known] = [
        Known(.scpUpdater, "scp-fwu-cfg", "SCP_BL2U"),
        Known(.updater, "ap-fwu-cfg", "BL2U"),
        Known(.nonTrustedUpdater, "fwu", "NS_BL2U"),
        Known(.updateCertificate, "fwu-cert", "firmware update certificate"),
        Known(.trustedBoot, "tb-fw", "BL2"),
        Known(.scp, "scp-fw", "SCP_BL2"),
        Known(.soc, "soc-fw", "BL31"),
        Known(.trustedOS, "tos-fw", "BL32"),
        Known(.trustedOSExtra1, "tos-fw-extra1", "BL32 extra 1"),
        Known(.trustedOSExtra2, "tos-fw-extra2", "BL32 extra 2"),
        Known(.nonTrusted, "nt-fw", "BL33"),
        Known(.realmManager, "rmm-fw", "RMM"),
        Known(.configuration, "fw-config", "FW_CONFIG"),
        Known(.hardwareConfiguration, "hw-config", "HW_CONFIG"),
        Known(.trustedBootConfiguration, "tb-fw-config", "TB_FW_CONFIG"),
        Known(.socConfiguration, "soc-fw-config", "SOC_FW_CONFIG"),
        Known(.trustedOSConfiguration, "tos-fw-config", "TOS_FW_CONFIG"),
        Known(.nonTrustedConfiguration, "nt-fw-config", "NT_FW_CONFIG"),
        Known(.rootKeyCertificate, "rot-cert", "Root Of Trust key certificate"),
        Known(.trustedKeyCertificate, "trusted-key-cert", "Trusted key certificate"),
        Known(.scpKeyCertificate, "scp-fw-key-cert", "SCP Firmware key certificate"),
        Known(.socKeyCertificate, "soc-fw-key-cert", "SoC Firmware key certificate"),
        Known(.trustedOSKeyCertificate, "tos-fw-key-cert", "Trusted OS Firmware key certificate"),
        Known(.nonTrustedKeyCertificate, "nt-fw-key-cert", "Non-Trusted Firmware key certificate"),
        Known(.trustedBootCertificate, "tb-fw-cert", "Trusted Boot Firmware BL2 certificate"),
        Known(.scpCertificate, "scp-fw-cert", "SCP Firmware content certificate"),
        Known(.socCertificate, "soc-fw-cert", "SoC Firmware content certificate"),
        Known(.trustedOSCertificate, "tos-fw-cert", "Trusted OS Firmware content certificate"),
        Known(.nonTrustedCertificate, "nt-fw-cert", "Non-Trusted Firmware content certificate"),
        Known(.siliconPartitionsCertificate, "sip-sp-cert", "SiP owned Secure Partition content certificate"),
        Known(.platformPartitionsCertificate, "plat-sp-cert", "Platform owned Secure Partition content certificate"),
        Known(.ccaCertificate, "cca-cert", "CCA Content Certificate"),
        Known(.coreSecureWorldCertificate, "core-swd-cert", "Core Secure World Key Certificate"),
        Known(.platformKeyCertificate, "plat-key-cert", "Platform Key Certificate"),
    ]
}
