public import Assessment
public import Model

extension FleetReport {
    /// A device with what an assessment may rest on.
    public struct DeviceObservation: Hashable, Sendable {
        public var device: String
        public var observation: Observation
    }

    /// For each device, in the order of ``devices``: how many units were compared, how many share something, how many keys
    /// are weak. That is the whole fleet's: one shared key says of every unit that keys are not made in the unit. What
    /// concerns the device itself is said as the origin.
    ///
    /// Of a device that has a key which could not be examined, and of one that was compared by nothing, the class is
    /// ``Model/EvidenceRecord/Class/missing``.
    ///
    /// - Parameter evidenceClass: how the keys and answers were come by: a list that somebody wrote is a claim.
    public func observations(class evidenceClass: EvidenceRecord.Class) -> [DeviceObservation] {
        let others = partners
        var compared = answeredDevices
        var missing: Set<Int> = []
        var weaknesses: [Int: Set<KeyWeakness>] = [:]
        for key in keys {
            if key.outcome == .examined { compared.insert(key.device) } else { missing.insert(key.device) }
            if !key.weaknesses.isEmpty { weaknesses[key.device, default: []].formUnion(key.weaknesses) }
        }
        return devices.indices.map { device in
            var origin: [String] = []
            if let others = others[device] { origin.append("shared with \(names(others.sorted()))") }
            if let weaknesses = weaknesses[device] {
                origin.append("weak: \(weaknesses.map(\.rawValue).sorted().joined(separator: ", "))")
            }
            let isKnown = compared.contains(device) && !missing.contains(device)
            if !isKnown { origin.append("not all that was registered could be examined") }
            return DeviceObservation(
                device: devices[device],
                observation: Observation(
                    .fleet,
                    "",
                    ["units": "\(units)", "shared": "\(shared)", "weak": "\(weak)"],
                    class: isKnown ? evidenceClass : .missing,
                    origin: origin.joined(separator: "; ")
                )
            )
        }
    }

    /// The same of the fleet as such, for a subject that is no device; nil if fewer than two units were compared.
    public func observation(class evidenceClass: EvidenceRecord.Class) -> Observation? {
        guard units > 1 else { return nil }
        return Observation(
            .fleet,
            "",
            ["units": "\(units)", "shared": "\(shared)", "weak": "\(weak)"],
            class: unexamined == 0 ? evidenceClass : .missing,
            origin: unexamined == 0 ? "" : "\(unexamined) keys could not be examined"
        )
    }

    /// By device, with whom it shares something.
    private var partners: [Int: Set<Int>] {
        var partners: [Int: Set<Int>] = [:]
        let groups =
            (sharedKeys + sharedAnswers).map(\.devices)
            + sharedFactors.map { Set($0.members.map { keys[$0].device }).sorted() }
        for group in groups where group.count > 1 {
            // As many as are named, so that a group of a million costs no million squared.
            let named = group.prefix(Self.namedLimit + 2)
            for device in group { partners[device, default: []].formUnion(named.filter { $0 != device }) }
        }
        return partners
    }

    static let namedLimit = 5

    /// The names of some devices; how many more there are.
    func names(_ devices: [Int]) -> String {
        let named = devices.prefix(Self.namedLimit).map(name).joined(separator: ", ")
        return devices.count > Self.namedLimit ? "\(named) and \(devices.count - Self.namedLimit) more" : named
    }

    func name(_ device: Int) -> String { Self.printed(devices[device]) }

    /// What somebody registered, as far as it is fit to be printed: at most 64 characters, none of them a control character.
    static func printed(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(64).map { $0.properties.generalCategory == .control ? "?" : $0 }
            )
        )
    }
}
