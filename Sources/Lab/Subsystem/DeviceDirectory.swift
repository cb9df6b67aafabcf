internal import Files
internal import Glibc
public import Model
internal import SoC

/// A device's storage as files of one directory. The file of fuses stands for silicon: who can write it can do what no
/// attacker of the device can.
///
/// One process owns it, by a lock on the file of fuses. Bits of fuses are set and never cleared here, whatever is asked.
public final class DeviceDirectory: SubsystemStorage {
    private var files: [StoragePart: Int32] = [:]
    private var logs: [StorageLog: Int32] = [:]
    /// Whether zeros clear bits of fuses: of a device that lacks a defence.
    package var clearsFuses = false

    private static let parts: [StoragePart] = [.slot(.a), .slot(.b), .slot(.recovery), .journal, .fuses]

    /// Makes a blank device, whose file of fuses comes last and whole: a directory without one holds no device.
    ///
    /// - Throws: ``BedplateError/Code/conflict`` if there is a device.
    public static func makeBlank(_ path: String) throws(BedplateError) {
        try PrivateDirectory.make(path)
        // One maker at a time: what a first one left is replaced, but never below a device that another just finished.
        let directory = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure("cannot open", path) }
        defer { close(directory) }
        guard flock(directory, LOCK_EX) == 0 else { throw failure("cannot lock", path) }
        let fuses = "\(path)/\(StoragePart.fuses.name)"
        guard unsafe access(fuses, F_OK) != 0 else {
            throw BedplateError(.conflict, "\(path) holds a device")
        }
        for part in parts where part != .fuses {
            try DurableFile.write([UInt8](repeating: 0, count: part.size), to: "\(path)/\(part.name)")
        }
        try DurableFile.create(FuseLayout.blank, at: fuses)
    }

    /// Takes a device that exists.
    ///
    /// - Throws: ``BedplateError/Code/conflict`` if another process has it, ``BedplateError/Code/malformed`` if a file has
    ///   another size or the fuses another header, ``BedplateError/Code/environment`` if one cannot be opened.
    public init(_ path: String) throws(BedplateError) {
        for part in Self.parts.reversed() {
            let name = "\(path)/\(part.name)"
            let file = unsafe open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            guard file >= 0 else { throw Self.failure("cannot open", name) }
            files[part] = file
            if part == .fuses {
                guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                    throw BedplateError(.conflict, "another process has the device in \(path)")
                }
            }
            var status = stat()
            guard unsafe fstat(file, &status) == 0 else { throw Self.failure("cannot examine", name) }
            guard status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == part.size else {
                throw BedplateError(.malformed, "\(name) is not a file of \(part.size) octets")
            }
        }
        guard let header = try? read(.fuses, 0..<FuseLayout.headerSize), header == FuseLayout.header else {
            throw BedplateError(.malformed, "\(path)/\(StoragePart.fuses.name) does not begin as fuses do")
        }
        for log in [StorageLog.writes, .boots] {
            let name = "\(path)/\(log.rawValue).log"
            let file = unsafe open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else { throw Self.failure("cannot open", name) }
            logs[log] = file
        }
    }

    deinit { for file in Array(files.values) + Array(logs.values) { close(file) } }

    public func read(_ part: StoragePart, _ range: Range<Int>) throws(StorageFailure) -> [UInt8] {
        guard let file = files[part], range.lowerBound >= 0, range.upperBound <= part.size else {
            throw StorageFailure("octets \(range) of \(part.name)")
        }
        var octets = [UInt8](repeating: 0, count: range.count)
        var count = 0
        while count < octets.count {
            // The buffer has the range's size, and pread writes no more than it is told.
            let more = unsafe octets.withUnsafeMutableBytes { buffer in
                let start = unsafe buffer.baseAddress?.advanced(by: count)
                return unsafe pread(file, start, buffer.count - count, off_t(range.lowerBound + count))
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { throw StorageFailure("\(part.name) cannot be read") }
            count += more
        }
        return octets
    }

    public func write(_ octets: [UInt8], to part: StoragePart, at offset: Int) throws(StorageFailure) {
        guard let file = files[part], offset >= 0, offset + octets.count <= part.size else {
            throw StorageFailure("octets \(offset) to \(offset + octets.count) of \(part.name)")
        }
        var octets = octets
        if part == .fuses, !clearsFuses {
            let old = try read(part, offset..<offset + octets.count)
            octets = zip(old, octets).map { $0 | $1 }
        }
        var count = 0
        while count < octets.count {
            // As above.
            let more = unsafe octets.withUnsafeBytes { buffer in
                let start = unsafe buffer.baseAddress?.advanced(by: count)
                return unsafe pwrite(file, start, buffer.count - count, off_t(offset + count))
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { throw StorageFailure("\(part.name) cannot be written") }
            count += more
        }
        guard fdatasync(file) == 0 else { throw StorageFailure("\(part.name) cannot be synchronised") }
    }

    public func append(_ line: String, to log: StorageLog) throws(StorageFailure) {
        guard let file = logs[log] else { throw StorageFailure("there is no log of \(log.rawValue)") }
        let octets = Array((line + "\n").utf8)
        // One call: a line is there whole, or what it tells of does not happen.
        let count = unsafe octets.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == octets.count else { throw StorageFailure("the log of \(log.rawValue) cannot be written") }
    }

    private static func failure(_ verb: String, _ path: String) -> BedplateError {
        let reason = unsafe String(cString: strerror(errno))
        return BedplateError(.environment, "\(verb) \(path): \(reason)")
    }
}

extension StoragePart {
    /// The file's name.
    public var name: String {
        switch self {
        case .fuses: "fuses.otp"
        case .journal: "slots.journal"
        case .slot(.a): "slot-a.bin"
        case .slot(.b): "slot-b.bin"
        case .slot(.recovery): "slot-recovery.bin"
        }
    }
}
