internal import Foundation
internal import Model

extension LabTPM {
    /// What an attacker changes in a stage.
    public enum Tampering: Sendable {
        /// One bit in the middle of the file.
        case flipBit
        /// Octets at its end.
        case append([UInt8])
        /// Everything: another image.
        case replace([UInt8])
    }

    /// Modifies a stage on the device's storage; the next ``boot(_:over:)`` measures it. The untouched stage is kept for
    /// ``restore(_:)``.
    public func tamper(_ stage: BootStage, _ tampering: Tampering = .flipBit) throws {
        let place = file("boot/" + stage.fileName)
        var image = try LabFiles.read(place)
        let original = file("boot/original/" + stage.fileName)
        if !FileManager.default.fileExists(atPath: original.path) {
            try LabFiles.makeDirectory(original.deletingLastPathComponent())
            try LabFiles.write(image, to: original)
        }
        switch tampering {
        case .flipBit:
            guard !image.isEmpty else {
                throw BedplateError(.malformed, "an empty stage has no bit to flip", location: place.path)
            }
            image[image.count / 2] ^= 0x01
        case .append(let octets): image += octets
        case .replace(let octets): image = octets
        }
        try LabFiles.write(image, to: place)
    }

    /// Puts back the stage as it was before it was tampered with. Does nothing for one that was not.
    public func restore(_ stage: BootStage) throws {
        let original = file("boot/original/" + stage.fileName)
        guard FileManager.default.fileExists(atPath: original.path) else { return }
        try LabFiles.write(LabFiles.read(original), to: file("boot/" + stage.fileName))
        try? FileManager.default.removeItem(at: original)
    }
}
