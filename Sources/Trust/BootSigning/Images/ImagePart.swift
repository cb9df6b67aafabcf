/// A part of an image that can be taken out of it: a payload, or an image of a package.
public struct ImagePart: Hashable, Sendable {
    /// As the image, or its format, calls it. It comes from whoever made the image: to show and to compare, never a path.
    public var name: String
    /// Other words for it, such as a UUID.
    public var aliases: [String]
    /// What it is, for a person.
    public var meaning: String?
    /// Octets of the image.
    public var range: Range<Int>
    /// Whether it is what the image is there for; at most one part is.
    public var isPayload: Bool

    public init(
        _ name: String,
        _ range: Range<Int>,
        aliases: [String] = [],
        meaning: String? = nil,
        isPayload: Bool = false
    ) {
        self.name = name
        self.range = range
        self.aliases = aliases
        self.meaning = meaning
        self.isPayload = isPayload
    }

    /// Whether the part goes by this name, in either case.
    public func isNamed(_ text: String) -> Bool {
        ([name] + aliases).contains { $0.lowercased() == text.lowercased() }
    }
}

extension [ImagePart] {
    /// A name of a file for each part, in one directory: `tb-fw.bin`. Letters, digits and `. _ + -` of the part's name are
    /// kept, a name begins with none of `. -`, and no two differ only in case.
    public var fileNames: [String] {
        var taken: Set<String> = []
        return map { part in
            var name = String(
                String.UnicodeScalarView(
                    part.name.unicodeScalars.prefix(Self.fileNameLimit).map { scalar in
                        let isPlain =
                            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._+-".contains(scalar))
                        return isPlain ? scalar : "_"
                    }
                )
            )
            if name.isEmpty || name.hasPrefix(".") || name.hasPrefix("-") { name = "_" + name.dropFirst() }
            var candidate = name
            var number = 2
            while !taken.insert(candidate.lowercased()).inserted {
                candidate = "\(name)-\(number)"
                number += 1
            }
            return candidate + ".bin"
        }
    }

    /// Of a name without its ending: any file system takes it.
    private static var fileNameLimit: Int { 100 }
}

extension String {
    fileprivate func contains(_ scalar: Unicode.Scalar) -> Bool { unicodeScalars.contains { $0 == scalar } }
}
