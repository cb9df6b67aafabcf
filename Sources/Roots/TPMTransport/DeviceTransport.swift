internal import Model
public import TPM2

/// A TPM behind the Linux driver: /dev/tpmrm0 (with the kernel's resource manager) or /dev/tpm0 (without).
///
/// Through the resource manager, objects and sessions belong to this open file and vanish with it. The driver takes a
/// command in one write and keeps the answer until it is read.
public final class DeviceTransport: Transport {
    public let path: String
    private var channel: Channel?

    /// - Throws: `tpm-unreachable` with a hint when the device is absent, busy or not permitted.
    public init(path: String = "/dev/tpmrm0") throws {
        self.path = path
        self.channel = try Channel.open(device: path)
    }

    /// For tests: a descriptor that behaves like the driver's.
    init(owning descriptor: Int32) throws {
        self.path = "descriptor \(descriptor)"
        self.channel = try Channel(owning: descriptor, name: path)
    }

    public func transmit(_ command: [UInt8], timeout: Duration) throws -> [UInt8] {
        guard let channel else {
            throw BedplateError(.tpmDisconnected, "the exchange before failed on \(path)", hint: "open it again")
        }
        try Frame.check(command: command)
        self.channel = nil
        let deadline = Deadline(after: timeout)
        try channel.send(command, until: deadline)
        // Kernels before 4.20 discard what one read does not take, so the first read offers room for everything.
        var response = try channel.receive(atMost: Frame.limit, until: deadline)
        while response.count < Frame.headerSize {
            response += try channel.receive(atMost: Frame.limit - response.count, until: deadline)
        }
        let size = try Frame.size(of: response)
        while response.count < size {
            response += try channel.receive(atMost: size - response.count, until: deadline)
        }
        guard response.count == size else {
            throw BedplateError(.tpmMalformed, "\(path) answered more than its header announces")
        }
        self.channel = channel
        return response
    }
}
