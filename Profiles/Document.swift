/// Documents that several facts come from: a repository and its path, or a document and its section.
enum Document {
    // Espressif
    static let secureBoot2 = "espressif/esp-idf, docs/en/security/secure-boot-v2.rst"
    static let secureBoot1 = "espressif/esp-idf, docs/en/security/secure-boot-v1.rst"
    static let espressifSecurity = "espressif/esp-idf, docs/en/security/security.rst"
    static let espressifVulnerabilities = "espressif/esp-idf, docs/en/security/vulnerabilities.rst"
    static let espefuse = "esptool 5.6.0, espefuse --virt summary --format json (names and descriptions of the fuses)"
    static let ecdsaErratum837 =
        "espressif/esp-chip-errata, docs/en/03-errata-description/shared/ecdsa-invalid-s-signature-accepted.rst"
    static let ecdsaErratum836 =
        "espressif/esp-chip-errata, docs/en/03-errata-description/shared/ecdsa-invalid-r-and-s-signature-accepted.rst"
    static let courk = "courk.cc, Breaking the Flash Encryption Feature of Espressif's Parts (8 January 2024)"
    // ST
    static let rm0456Level2 = "ST RM0456 Rev 6, embedded flash memory, RDP: Level 2, no debug"
    static let rm0456Locks = "ST RM0456 Rev 6, embedded flash memory, RDP: OEM1/OEM2 lock activation and mechanisms"
    static let h5Flash = "STMicroelectronics/stm32h5xx-hal-driver, Inc/stm32h5xx_hal_flash_ex.h"
    static let h5States = "ST wiki stm32mcu, Security:Product state for STM32H5"
    static let h5STiRoT = "ST wiki stm32mcu, Security:STiRoT for STM32H5"
    static let h5Introduction = "ST wiki stm32mcu, Security:Introduction to STM32H5 security"
    // NXP
    static let cmpa = "SPSDK 3.12.0, pfr get-template -f mcxn947 -t cmpa"
    static let cfpa = "SPSDK 3.12.0, pfr get-template -f mcxn947 -t cfpa"
    static let fuses93 = "SPSDK 3.12.0, nxpfuses get-template -f mimx9352"
    static let fuseMap93 = "SPSDK 3.12.0, spsdk/data/devices/mimx9352/fuses.json and database.yaml"
    static let elements = "SPSDK 3.12.0, spsdk/ele/ele_constants.py"
    static let ubootAHAB = "u-boot/u-boot, arch/arm/mach-imx/ele_ahab.c"
    static let habIntroduction = "u-boot/u-boot, doc/imx/habv4/introduction_habv4.txt"
    static let habGuide = "u-boot/u-boot, doc/imx/habv4/guides/mx6_mx7_secure_boot.txt"
    static let hab8M = "u-boot/u-boot, doc/imx/habv4/guides/mx8m_spl_secure_boot.txt"
    // Nordic
    static let nsib = "nrfconnect/sdk-nrf, samples/bootloader/README.rst"
    static let protect = "nrfconnect/sdk-nrf, doc/nrf/security/ap_protect.rst"
    static let nordicKeys = "nrfconnect/sdk-nrf, doc/nrf/security/key_storage.rst"
    static let embassy = "embassy-rs/embassy, embassy-nrf/src/lib.rs"
    // NVIDIA
    static let jetson = "NVIDIA Jetson Linux Developer Guide, Security, Secure Boot (R36.5)"
    static let jetsonFuses =
        "NVIDIA Jetson Linux Developer Guide, Security, Secure Boot: Jetson Orin fuse configuration file (R38.4)"
    // Qualcomm
    static let qrb5165 = "docs.qualcomm.com, 80-PV086-5P, Secure boot GPIO mapping (QRB5165)"
    static let qcs6490 = "docs.qualcomm.com, 80-70018-11, QFPROM fuses (QCS5430/QCS6490)"
    // Raspberry Pi
    static let rp2350Fuses = "raspberrypi/pico-sdk, src/rp2350/hardware_regs/include/hardware/regs/otp_data.h"
    static let rp2350Revisions = "RP2350 datasheet, appendix C: Hardware revision history (A3, A4)"
    // Open silicon
    static let openTitanBoot = "lowRISC/opentitan, doc/security/specs/secure_boot/README.md"
    static let openTitanLifecycle = "lowRISC/opentitan, doc/security/specs/device_life_cycle/README.md"
    static let caliptra = "chipsalliance/Caliptra, doc/caliptra_1x/Caliptra.md"
    static let caliptraROM = "chipsalliance/caliptra-sw, rom/dev/README.md"
    // Key stores
    static let atecc = "MicrochipTech/cryptoauthlib, lib/calib/calib_device.h"
    static let ateccCommands = "MicrochipTech/cryptoauthlib, lib/calib/calib_command.h"
    static let microchip = "Microchip, ATECC608 product documentation (configuration zone)"
    static let se05xKeys = "NXP/plug-and-trust-nano-package, examples with Platform SCP03 (keys of AN12436)"
    static let optigaExample =
        "Infineon/optiga-trust-m, examples/optiga/usecases/example_pair_host_and_optiga_using_pre_shared_secret.c"
    static let eucleak = "ninjalab.io/eucleak, abstract"
    static let tpmProperties = "tpm2-tools 5.4 on swtpm: tpm2_getcap properties-fixed, properties-variable"
    static let tpmTools = "tpm2-tools 5.4 on swtpm"
    static let zymbit = "docs.zymbit.com, reference/binding"
    // This repository
    static let block = "Documentation/decisions/0011-the-fuse-and-key-block.md"
    static let bootROM = "Documentation/decisions/0012-the-boot-rom.md"
    static let referenceDevice = "Documentation/decisions/0013-the-reference-device.md"
    // Vulnerabilities
    static func cve(_ number: String) -> String { "CVEProject/cvelistV5, \(number)" }
}
