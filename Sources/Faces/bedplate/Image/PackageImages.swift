import ArgumentParser
import BootSigning
import Files
import TrustedFirmware

/// Images for a firmware package of TF-A, on the command line.
struct PackageImages: ParsableArguments {
    @Option(
        help: ArgumentHelp("An image by fiptool's name or its UUID; may be given again.", valueName: "name=file")
    )
    var image: [String] = []

    /// Adds them to the content, in the place of those that it has.
    func set(in content: inout FirmwarePackageContent) throws {
        for (name, path) in try Self.pairs(image) { content.set(try Self.uuid(name), try FileSource(path)) }
    }

    /// - Parameter name: fiptool's, such as `tb-fw`, or a UUID.
    static func uuid(_ name: String) throws -> ImageUUID {
        guard let uuid = ImageUUID(named: name) ?? ImageUUID(name), uuid != .null else {
            let names = ImageUUID.all.compactMap(\.name).joined(separator: ", ")
            throw ValidationError("'\(name)' is no UUID and none of \(names)")
        }
        return uuid
    }

    /// Names and values; each name once.
    static func pairs(_ texts: [String]) throws -> [(String, String)] {
        var names: Set<String> = []
        return try texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("'\(text)' is no NAME=VALUE") }
            guard names.insert(parts[0]).inserted else { throw ValidationError("'\(parts[0])' is given twice") }
            return (parts[0], parts[1])
        }
    }
}
