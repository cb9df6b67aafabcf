import Model
import TPM2

extension DeviceClock {
    init(_ attest: Attest) {
        self.init(
            clock: attest.clockInfo.clock,
            resetCount: attest.clockInfo.resetCount,
            restartCount: attest.clockInfo.restartCount,
            safe: attest.clockInfo.safe,
            firmwareVersion: attest.firmwareVersion
        )
    }
}
