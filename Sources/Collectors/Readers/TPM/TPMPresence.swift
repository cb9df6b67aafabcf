import Assessment
import Model
import TPM2

/// How a TPM presents itself, and what it therefore is at best.
package struct TPMPresence {
    /// Four octets as text, without padding.
    package var manufacturer: String
    package var model: String
    package var firmware: String

    package init(manufacturer: String, model: String, firmware: String) {
        self.manufacturer = manufacturer
        self.model = model
        self.firmware = firmware
    }

    /// Makers of which every TPM is a program on another processor (TCG TPM Vendor ID Registry).
    private static let firmwareMakers = ["AMD": "AMD's firmware TPM", "INTC": "Intel's firmware TPM"]

    package func say(_ reading: inout Reading) {
        reading.part = "TPM 2.0"
        let name = [manufacturer, model].filter { !$0.isEmpty }.joined(separator: " ")
        reading.add(
            .part,
            "TPM",
            ["family": "TPM 2.0", "vendor": manufacturer.isEmpty ? nil : manufacturer, "firmware": firmware],
            name
        )
        if let reason = EmulatedRoot.reason(reported: (manufacturer, model), certified: nil) {
            reading.isSimulated = true
            reading.add(.keyStore, "TPM", ["kind": "virtual"], reason)
        } else if let maker = Self.firmwareMakers[manufacturer.filter { $0 != " " }] {
            reading.add(.keyStore, "TPM", ["kind": "firmware"], maker)
        } else {
            reading.missing.append("whether the TPM is silicon: its endorsement certificate alone shows that")
        }
    }
}
