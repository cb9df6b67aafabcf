import ArgumentParser
import BootSigning
import Model

/// A boot image on the command line: a file of any size, and its format where it cannot be recognised.
struct ImageFile: ParsableArguments {
    @Argument(help: ArgumentHelp("The boot image.", valueName: "file")) var file: String
    @OptionGroup var format: ImageFormat

    func open() throws -> (source: any OctetSource, format: any BootFormat.Type) {
        let source = try ImageInput.open(file).source
        return (source, try format.of(source))
    }
}

struct ImageFormat: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The format, where it cannot be recognised: \(BootFormats.all.map { $0.name }.joined(separator: ", ")).",
            valueName: "name"
        )
    )
    var format: String?

    func of(_ source: any OctetSource) throws -> any BootFormat.Type {
        guard let format else { return try BootFormats.recognise(source) }
        guard let known = BootFormats.named(format) else {
            throw ValidationError("'\(format)' is no format that is known here")
        }
        return known
    }
}
