internal import DeviceTree
internal import FIT
internal import Model

/// Which signatures cover which octets of a FIT.
struct FITExplanation {
    private let fit: FlattenedImageTree
    private let count: Int
    private var signatures: [ImageExplanation.Signature] = []
    /// By the first octet of the token.
    private var tokenCoverage: [Int: [String]] = [:]
    private var dataCoverage: [String: [String]] = [:]
    /// How many octets of the strings block each signature covers.
    private var stringCoverage: [(name: String, count: Int)] = []
    private var regions: [ImageExplanation.Region] = []
    private var notes: [String] = []

    init(_ fit: FlattenedImageTree, count: Int) {
        self.fit = fit
        self.count = count
        collectCoverage()
        collectRegions()
    }

    var explanation: ImageExplanation {
        var properties = ["default": fit.defaultConfiguration]
        for configuration in fit.configurations {
            for reference in configuration.references {
                properties["\(configuration.name).\(reference.property)"] = reference.images.joined(separator: " ")
            }
        }
        for image in fit.images {
            let node = fit.tree.node(image.path)
            for name in ["type", "arch", "os", "compression", "description"] {
                properties["\(image.name).\(name)"] = node?.property(name)?.string
            }
            for name in ["load", "entry"] {
                properties["\(image.name).\(name)"] = node?.property(name)?.cells.map { cells in
                    "0x" + String(cells.reduce(UInt64(0)) { $0 << 32 | UInt64($1) }, radix: 16)
                }
            }
        }
        return ImageExplanation(
            format: FITFormat.name,
            regions: regions,
            signatures: signatures,
            properties: properties,
            notes: notes
        )
    }

    private mutating func collectCoverage() {
        for configuration in fit.configurations {
            var covering: [String] = []
            for signature in configuration.signatures {
                let name = String(signature.path.dropFirst("/configurations/".count))
                let coverage = FITCoverage(fit, configuration, signature)
                for problem in coverage.problems { notes.append("\(name): not so: \(problem.claim)") }
                guard signature.value != nil, coverage.problems.isEmpty else { continue }
                describe(signature, name)
                covering.append(name)
                stringCoverage.append((name, coverage.stringsCount))
                let nodes = (try? fit.signedNodes(of: configuration)) ?? []
                for token in FlattenedImageTree.signedTokens(fit.tree, nodes: Set(nodes)) {
                    guard let start = (token.range ?? fit.tree.layout?.end)?.lowerBound else { continue }
                    tokenCoverage[start, default: []].append(name)
                }
            }
            if covering.isEmpty { notes.append("\(configuration.path) has no signature that covers it") }
            for image in configuration.images { dataCoverage[image, default: []] += covering }
        }
        for image in fit.images {
            let isStrong = image.hashes.contains(where: \.protects)
            if dataCoverage[image.name] == nil { notes.append("\(image.path) is in no configuration") }
            if !isStrong {
                notes.append("\(image.path) has no hash that protects it")
                dataCoverage[image.name] = []
            }
            for signature in image.signatures where signature.value != nil {
                let name = String(signature.path.dropFirst("/images/".count))
                describe(signature, name)
                dataCoverage[image.name, default: []].append(name)
            }
        }
    }

    private mutating func describe(_ signature: FITSignature, _ name: String) {
        let padding = signature.padding?.string.map { " \($0)" } ?? ""
        signatures.append(.init(name: name, scheme: (signature.algorithm ?? "?") + padding, key: signature.keyName))
    }

    private mutating func collectRegions() {
        guard let layout = fit.tree.layout else { return }
        var parts: [ImageExplanation.Region] = [
            .init(0..<40, "header"), .init(layout.reservations, "memory reservations"),
        ]
        fit.tree.forEachToken { token in
            let range = token.range ?? layout.end
            let covering = tokenCoverage[range.lowerBound] ?? []
            switch token {
            case .beginNode(_, let path), .endNode(_, let path): parts.append(.init(range, path, coveredBy: covering))
            case .end: parts.append(.init(range, "end of the structure", coveredBy: covering))
            case .property(let property, let path):
                if let image = fit.images.first(where: { $0.path == path && $0.data == property.valueRange }),
                    let value = property.valueRange
                {
                    parts.append(.init(range.lowerBound..<value.lowerBound, path + " data, length"))
                    parts.append(.init(value, path + " data", coveredBy: dataCoverage[image.name] ?? []))
                    parts.append(.init(value.upperBound..<range.upperBound, path + " data, padding"))
                } else {
                    let isNamed = covering.isEmpty
                    parts.append(.init(range, isNamed ? path + " " + property.name : path, coveredBy: covering))
                }
            }
        }
        let start = layout.strings.lowerBound
        var place = start
        for end in Set(stringCoverage.map { start + $0.count } + [layout.strings.upperBound]).sorted() {
            let covering = stringCoverage.filter { start + $0.count >= end }.map(\.name)
            parts.append(.init(place..<end, "strings", coveredBy: covering))
            place = end
        }
        for image in fit.images where image.isExternal {
            parts.append(.init(image.data, image.path + " data", coveredBy: dataCoverage[image.name] ?? []))
        }
        join(parts.sorted { $0.offset < $1.offset })
    }

    /// Joins neighbours of one name and coverage, and names what is between.
    private mutating func join(_ parts: [ImageExplanation.Region]) {
        var place = 0
        for part in parts where part.count > 0 && part.offset + part.count > place {
            if part.offset > place { regions.append(.init(place..<part.offset, "unused")) }
            let range = max(part.offset, place)..<part.offset + part.count
            if let last = regions.last, last.name == part.name, last.coveredBy == part.coveredBy {
                regions[regions.count - 1].count += range.count
            } else {
                regions.append(.init(range, part.name, coveredBy: part.coveredBy))
            }
            place = range.upperBound
        }
        if place < count { regions.append(.init(place..<count, "unused")) }
    }
}
