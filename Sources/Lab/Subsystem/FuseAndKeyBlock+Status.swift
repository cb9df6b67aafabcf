internal import SoC
internal import Wire

extension FuseAndKeyBlock {
    func status(_ lifecycle: Lifecycle) throws(MailboxStatus) -> [UInt8] {
        var torn: UInt32 = 0
        for fuse in FuseLayout.fuses where try isTorn(fuse) { torn |= 1 << UInt32(fuse.rawValue) }
        let status = DeviceStatus(
            lifecycle: lifecycle,
            debugStatus: try debugStatus(lifecycle),
            layer: registers.layer,
            torn: torn
        )
        guard let octets = try? status.serialized(order: .little) else { throw .failed }
        return octets
    }

    /// From layer 1 on the unique secret's words are not read any more, not even for this: they cannot change either.
    private func isTorn(_ fuse: Fuse) throws(MailboxStatus) -> Bool {
        try fuse == .uniqueSecret && registers.layer > 0 ? registers.isSecretTorn : reading(fuse).isTorn
    }

    func debugStatus(_ lifecycle: Lifecycle) throws(MailboxStatus) -> UInt32 {
        DebugStatus.of(lifecycle, isDisabled: try reading(.debugDisable).words[0] != 0)
    }

    /// Into the log of boots, as many lines as a boot has.
    mutating func report(_ code: UInt32, _ detail: UInt32) throws(MailboxStatus) {
        guard registers.reportsLeft > 0 else { throw .locked }
        registers.reportsLeft -= 1
        let numbers = [code, detail].map { Hexadecimal.encode(LittleEndian.octets([$0]).reversed()) }
        let name = BootCode.all.first { $0.code.rawValue == code }?.name ?? "unknown"
        let boot = Hexadecimal.encode(registers.bootSeed.prefix(4))
        let line = "boot \(boot) layer \(registers.layer) code 0x\(numbers[0]) \(name) detail 0x\(numbers[1])"
        do throws(StorageFailure) { try storage.append(line, to: .boots) } catch { throw .failed }
    }
}
