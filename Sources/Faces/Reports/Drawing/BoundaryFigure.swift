import Assessment
import Model

/// What lies inside the silicon, what lies outside, and the ways across.
struct BoundaryFigure {
    private struct Asset {
        var name: String
        var text: String
        var isInside: Bool
        var status: RuleOutcome.Status
        var evidence: String
    }

    private struct Way {
        var name: String
        var text: String
        var status: RuleOutcome.Status
        var evidence: String
    }

    private let assets: [Asset]
    private let ways: [Way]
    private let silicon: String
    private let report: Report

    init?(_ report: Report) {
        let dossier = report.dossier
        func status(_ exhibit: Exhibit, _ status: RuleOutcome.Status) -> RuleOutcome.Status {
            // As the rubric has it: for it counts what was seen on silicon; against it, what was seen anywhere.
            guard status == .met else { return exhibit.isProof ? status : status == .refuted ? .gap : status }
            return exhibit.isProof && !exhibit.record.simulated ? .met : .unknown
        }
        let inside: Set<String> = ["otp", "rom", "element", "sealed-flash", "locked-flash"]
        assets = dossier.exhibits.compactMap { exhibit in
            let storage = exhibit["storage"]
            switch exhibit.aspect {
            case .verifyKey where exhibit["revoked"] != "yes":
                let isInside = storage.map(inside.contains) ?? false
                let isLocked = exhibit["locked"] == "yes" || storage == "rom"
                return Asset(
                    name: "Verification key \(exhibit.name)",
                    text: (storage ?? "place unknown") + (isLocked ? ", cannot be changed" : ", can be changed"),
                    isInside: isInside,
                    status: status(exhibit, !isInside ? .refuted : isLocked ? .met : .gap),
                    evidence: exhibit.id
                )
            case .secret:
                let isRead = exhibit["readable"] == "yes"
                let isInside = storage.map(inside.contains) ?? true
                return Asset(
                    name: "Secret \(exhibit.name)",
                    text: isRead ? "reads back" : "does not read back",
                    isInside: isInside,
                    status: status(exhibit, isRead ? .refuted : isInside ? .met : .gap),
                    evidence: exhibit.id
                )
            case .firstCode:
                let grade = exhibit["grade"] ?? "?"
                let isSound = ["A", "B", "C"].contains(grade)
                return Asset(
                    name: "First code, grade \(grade)",
                    text: exhibit.observation.origin.isEmpty ? "documented of the part" : exhibit.observation.origin,
                    isInside: grade != "E",
                    // What is documented of the part is no proof by itself; the unit's part was measured.
                    status: dossier.part.map { status($0, isSound ? .met : grade == "D" ? .gap : .refuted) }
                        ?? .unknown,
                    evidence: exhibit.id
                )
            case .keyStore:
                let isHardware = exhibit["kind"] == "hardware"
                return Asset(
                    name: "Key store \(exhibit.name)",
                    text: (exhibit["kind"] ?? "") + (exhibit["extractable"] == "yes" ? ", keys can be taken out" : ""),
                    isInside: isHardware,
                    status: status(
                        exhibit,
                        exhibit["kind"] == "software" || exhibit["extractable"] == "yes"
                            ? .refuted : isHardware ? .met : .gap
                    ),
                    evidence: exhibit.id
                )
            default: return nil
            }
        }
        ways = dossier.exhibits.compactMap { exhibit in
            switch exhibit.aspect {
            case .debug:
                let value: RuleOutcome.Status =
                    switch exhibit["status"] {
                    case "0": .refuted
                    case "3", "4": .met
                    default: .gap
                    }
                let words = [
                    "0": "open", "1": "reopenable", "2": "reopenable", "3": "closed for good", "4": "closed for good",
                ]
                return Way(
                    name: exhibit.name.isEmpty ? "debug" : exhibit.name,
                    text: words[exhibit["status"] ?? ""] ?? "unknown",
                    status: status(exhibit, value),
                    evidence: exhibit.id
                )
            case .recovery:
                return Way(
                    name: exhibit.name.isEmpty ? "recovery" : exhibit.name,
                    text: exhibit["state"] == "open" ? "takes any code" : exhibit["state"] ?? "",
                    status: status(exhibit, exhibit["state"] == "open" ? .gap : .met),
                    evidence: exhibit.id
                )
            case .readAttempt, .writeAttempt:
                let verb = exhibit.aspect == .readAttempt ? "read" : "write"
                return Way(
                    name: "\(verb) from \(exhibit["from"] ?? "?")",
                    text: exhibit["outcome"] ?? "",
                    status: status(exhibit, exhibit["outcome"] == "succeeded" ? .refuted : .met),
                    evidence: exhibit.id
                )
            default: return nil
            }
        }
        guard !assets.isEmpty || !ways.isEmpty else { return nil }
        silicon =
            [report.assessment.part ?? "Part not demonstrated", report.assessment.revision].compactMap { $0 }
            .joined(separator: ", ")
        self.report = report
    }

    /// At most so many of each are drawn; the list beneath names all.
    private static let most = 12

    var figure: Figure {
        var svg = SVG()
        let edge = 214
        let row = 44
        let within = Array(assets.filter(\.isInside).prefix(Self.most))
        let outside = Array(assets.filter { !$0.isInside }.prefix(Self.most))
        let crossing = Array(ways.prefix(Self.most))
        let rows = max(within.count, crossing.count, 1)
        let bottom = 40 + rows * row
        svg.rectangle(2, 2, SVG.width - 4, bottom + 14 + outside.count * row, radius: 8, "unit")
        svg.rectangle(10, 12, edge - 10, bottom - 6, radius: 6, "silicon")
        svg.text(20, 29, SVG.wrapped(silicon, 30, lines: 1).joined(), "label")
        svg.text(SVG.width - 12, 29, "ways in", "state", anchor: .end)
        for (index, asset) in within.enumerated() { draw(asset, 18, 40 + index * row, edge - 26, to: &svg) }
        for (index, way) in crossing.enumerated() {
            let y = 40 + index * row + 24
            svg.text(SVG.width - 12, y - 7, SVG.wrapped(way.name, 20, lines: 1).joined(), "small strong", anchor: .end)
            svg.text(SVG.width - 12, y + 14, SVG.wrapped(way.text, 20, lines: 1).joined(), "small", anchor: .end)
            gate(way.status, edge, y, to: &svg)
        }
        for (index, asset) in outside.enumerated() {
            draw(asset, 18, bottom + 10 + index * row, SVG.width - 38, to: &svg)
        }
        svg.height = bottom + 20 + outside.count * row
        let lines = assets.map { asset in
            Line([
                .text("\(asset.isInside ? "Inside" : "Outside") the silicon: \(asset.name), \(asset.text)"),
                .status(asset.status), .evidence(report.evidence.shorts([asset.evidence])),
            ])
        }
        let across = ways.map { way in
            Line([
                .text("Way in: \(way.name), \(way.text)"), .status(way.status),
                .evidence(report.evidence.shorts([way.evidence])),
            ])
        }
        return Figure(title: "Boundaries: what is inside the silicon, and the ways in", svg: svg, words: lines + across)
    }

    private func draw(_ asset: Asset, _ x: Int, _ y: Int, _ width: Int, to svg: inout SVG) {
        svg.rectangle(x, y, width, 38, radius: 4, "box \(asset.status.style)")
        svg.rectangle(x, y, 5, 38, radius: 2, "bar \(asset.status.style)")
        let characters = (width - 16) * 10 / 62
        svg.text(x + 13, y + 16, SVG.wrapped(asset.name, characters, lines: 1).joined(), "small strong")
        svg.text(x + 13, y + 31, SVG.wrapped(asset.text, characters, lines: 1).joined(), "small")
    }

    /// A way that stops at the edge of the silicon, or passes.
    private func gate(_ status: RuleOutcome.Status, _ edge: Int, _ y: Int, to svg: inout SVG) {
        switch status {
        case .met:
            svg.line(edge + 6, y, SVG.width - 12, y, "link met")
            svg.line(edge, y - 11, edge, y + 11, "gate met")
        case .gap:
            svg.line(edge + 6, y, SVG.width - 12, y, "link gap")
            svg.line(edge, y - 11, edge, y - 4, "gate gap")
            svg.line(edge, y + 4, edge, y + 11, "gate gap")
        case .refuted:
            svg.line(edge - 12, y, SVG.width - 12, y, "link refuted")
            svg.path("M\(edge - 7) \(y - 5)l-8 5l8 5", "link head refuted")
        case .unknown:
            svg.line(edge + 8, y, SVG.width - 12, y, "link unknown")
            svg.circle(edge, y, 6, "gate unknown")
        }
    }
}
