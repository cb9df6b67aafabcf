import Glibc
import Lab
import LabSupport
import Model
import TPMTransport
import Testing

@Suite struct ControlChannelTests {
    @Test(arguments: [LabTPM.Carrier.unix, .tcp])
    func `the machine's buttons and wires work`(carrier: LabTPM.Carrier) throws {
        try withLabTPM(over: carrier, booted: false) { tpm in
            let control = try tpm.control()
            // INIT, SHUTDOWN, GET_TPMESTABLISHED, SET_LOCALITY, HASHING, CANCEL and STOP.
            #expect(try control.capabilities() & 0x43F == 0x43F)
            #expect(try control.isTPMEstablished() == false)
            try control.setLocality(3)
            try control.setLocality(0)
            try control.cancelCommand()
            // Before Startup the hardware measures into PCR 0 …
            try control.hash([UInt8](repeating: 7, count: 9000))
            try control.resetTPMEstablished(locality: 3)
            try control.stop()
            // … and a TPM without power answers nothing that could be taken for success.
            let transport = try tpm.connect()
            let answer = try transport.transmit(command, timeout: .seconds(60))
            #expect(answer[6..<10].contains { $0 != 0 })
            try control.initialize()
            try control.storeVolatile()
        }
    }

    @Test func `after a power cycle the TPM waits for Startup`() throws {
        try withLabTPM { tpm in
            let transport = try tpm.connect()
            #expect(try transport.transmit(command, timeout: .seconds(60)).count == 20)
            try tpm.control().powerCycle()
            // TPM_RC_INITIALIZE
            #expect(try transport.transmit(command, timeout: .seconds(60)).suffix(4) == [0, 0, 1, 0])
        }
    }

    @Test func `a refusal, a silence and an end on the control channel are told apart`() throws {
        let peer = try ScriptedPeer()
        let control = ControlChannel(peer.endpoint, timeout: .milliseconds(100))
        #expect(throws: BedplateError(.tpmTimedOut, "")) { try control.stop() }
        _ = peer.accept()
        let patient = ControlChannel(peer.endpoint, timeout: .seconds(60))
        #expect(throws: BedplateError(.tpmControlRefused, "")) {
            try concurrently {
                peer.accept().answer([0, 0, 0, 9])
            } while: {
                try patient.stop()
            }
        }
        #expect(throws: BedplateError(.tpmDisconnected, "")) {
            try concurrently {
                peer.accept().answer([0, 0, 0])
            } while: {
                try patient.stop()
            }
        }
    }
}
