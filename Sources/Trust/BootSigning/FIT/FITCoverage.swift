internal import DeviceTree
internal import FIT
internal import Model

/// What one signature of a configuration covers, and what is wrong with how it says so.
struct FITCoverage {
    /// Octets of the file in the order in which they are signed.
    var ranges: [Range<Int>] = []
    /// How many octets of the strings block are among them.
    private(set) var stringsCount = 0
    /// Failed findings; with any of them the signature counts for nothing.
    var problems: [Finding] = []

    init(_ fit: FlattenedImageTree, _ configuration: FITConfiguration, _ signature: FITSignature) {
        let nodes: [String]
        do { nodes = try fit.signedNodes(of: configuration) } catch {
            problem(error.findingCode, "the configuration's nodes can be hashed", error.reason.rawValue, error.offset)
            return
        }
        guard let layout = fit.tree.layout else { return }
        compare(nodes, configuration, signature)
        guard let property = signature.hashedStrings, let cells = property.cells, cells.count == 2, cells[0] == 0,
            Int(cells[1]) <= fit.tree.strings.count
        else {
            let offset = signature.hashedStrings?.offset ?? signature.offset
            problem(.fitHashedStrings, "the covered strings are inside the strings block", nil, offset)
            return
        }
        stringsCount = Int(cells[1])
        for token in FlattenedImageTree.signedTokens(fit.tree, nodes: Set(nodes)) {
            if case .property(let property, _) = token,
                property.nameOffset + property.name.utf8.count >= stringsCount
            {
                problem(
                    .fitHashedStrings,
                    "the covered strings have every covered name",
                    property.name,
                    property.offset
                )
            }
            append(token.range ?? layout.end)
        }
        append(layout.strings.lowerBound..<layout.strings.lowerBound + stringsCount)
    }

    /// `hashed-nodes` decides nothing here. But old boot loaders hash what it names: what differs from what is used is
    /// an attack on them, or a signer that left something out.
    private mutating func compare(
        _ nodes: [String],
        _ configuration: FITConfiguration,
        _ signature: FITSignature
    ) {
        guard let property = signature.hashedNodes, let named = property.strings else {
            let offset = signature.hashedNodes?.offset ?? signature.offset
            return problem(.fitHashedNodes, "the signature names the nodes that it covers", nil, offset)
        }
        if !named.contains(configuration.path) {
            let claim = "the signature was made for \(configuration.path)"
            problem(.fitConfigurationForged, claim, named.joined(separator: " "), property.offset)
        }
        if !named.contains("/") {
            problem(.fitHashedNodes, "the signature covers the root", nil, property.offset)
        }
        for node in nodes.dropFirst(2) where !named.contains(node) {
            let claim = "referenced image unsigned: the signature of \(configuration.path) covers \(node)"
            problem(.fitImageUnsigned, claim, nil, property.offset)
        }
        for node in named where !nodes.contains(node) {
            let claim = "the signature covers nothing that \(configuration.path) does not use"
            problem(.fitHashedNodes, claim, node, property.offset)
        }
    }

    private mutating func append(_ range: Range<Int>) {
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }

    private mutating func problem(_ code: Finding.Code, _ claim: String, _ found: String?, _ offset: Int) {
        problems.append(Finding(code, claim: claim, found: found, location: "byte \(offset)"))
    }
}
