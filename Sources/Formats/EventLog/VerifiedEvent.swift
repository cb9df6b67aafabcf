public import Digests

/// An event whose digest is known to have been extended, at this place, into this PCR.
///
/// What is authentic: ``pcr``, ``digests``, and the order among the events of one PCR. What is a claim of whoever kept
/// the log: everything named `claimed…`. ``verifiedData`` and ``measurement`` are what the digest commits to.
public struct VerifiedEvent: Sendable {
    let log: EventLog
    let record: Int
    /// Columns of the banks that were quoted for this PCR; never empty.
    let columns: [Int]

    /// The event's place in the whole log, the header being event 0. Authentic only relative to events of its PCR.
    public var index: Int { record + log.eventOffset }
    public var pcr: Int { Int(log.records[record].pcr) }
    /// What the log says the event is. Not hashed: it may have been relabelled.
    public var claimedType: EventType { log.records[record].type }
    /// What the log says about the event. Not what was hashed, unless ``verifiedData`` says so.
    public var claimedData: [UInt8] { Array(log.bytes[log.records[record].data]) }

    /// The digests that were extended, for the banks in which the PCR was verified; of no other bank.
    public var digests: [HashAlgorithm: [UInt8]] {
        var digests: [HashAlgorithm: [UInt8]] = [:]
        for column in columns {
            if let digest = log.digest(record, bank: column) { digests[log.banks[column]] = Array(digest) }
        }
        return digests
    }

    /// The octets that were hashed: the event's data, where its claimed type allows that and the hash holds in every
    /// verified bank.
    ///
    /// It says which octets were hashed, not what they mean: the type remains a claim. Who reads a meaning into them
    /// must require their exact form and refuse what does not fit (see ``VerifiedEvents/secureBootState()``).
    public var verifiedData: [UInt8]? {
        switch commitment {
        case .whole: claimedData
        case .withoutLastOctet: claimedData.dropLast()
        case .nothing, .contradicted: nil
        }
    }

    /// Whether the claimed type defines the digest as the hash of the data, and it is not: the event was relabelled, its
    /// data was changed, or its writer is broken in a way that no allowed erratum names.
    public var isContradicted: Bool { commitment == .contradicted }

    /// What the digest alone says the event is, if it is one of the profile's fixed measurements.
    ///
    /// One ambiguity is real: edk2 hashes only a boot variable's contents, and a BootOrder of Boot0001, Boot0000 has the
    /// error separator's octets. In PCR 1 an EV_EFI_VARIABLE_BOOT is therefore never taken for a fixed measurement.
    public var measurement: Measurement? {
        if pcr == 1, claimedType == .efiVariableBoot { return nil }
        var found: Measurement?
        for (position, column) in columns.enumerated() {
            guard let digest = log.digest(record, bank: column) else { return nil }
            let match = Measurement.withDigest(Array(digest), log.banks[column])
            guard position == 0 || match == found else { return nil }
            found = match
        }
        return found
    }

    /// The erratum on which ``verifiedData`` depends.
    public var erratum: Erratum? { commitment == .withoutLastOctet ? .shimAuthorityLength : nil }
}

extension VerifiedEvent {
    private enum Commitment {
        case whole
        case withoutLastOctet
        case nothing
        case contradicted
    }

    private var commitment: Commitment {
        let rule = claimedType.digestRule
        // A separator's digest under another label, and another digest under a separator's, are both told here:
        // the second fails the hash, the first is a fixed measurement whose label does not fit.
        if let measurement, !measurement.fits(claimedType) { return .contradicted }
        guard rule != .object else { return .nothing }
        let data = log.bytes[log.records[record].data]
        if isHash(of: data) { return .whole }
        if isShimAuthority(data), isHash(of: data.dropLast()) { return .withoutLastOctet }
        return rule == .eventData ? .contradicted : .nothing
    }

    private func isHash(of data: ArraySlice<UInt8>) -> Bool {
        columns.allSatisfy { column in
            guard let digest = log.digest(record, bank: column) else { return false }
            guard let hash = try? log.banks[column].digest(slice: data) else { return false }
            return hash[...] == digest
        }
    }

    private func isShimAuthority(_ data: ArraySlice<UInt8>) -> Bool {
        log.errata.contains(.shimAuthorityLength) && claimedType == .efiVariableAuthority && pcr == 7
            && data.starts(with: EFIGUID.shimLock.bytes)
    }
}

extension Measurement {
    /// Whether the profile writes this measurement under that type.
    fileprivate func fits(_ type: EventType) -> Bool {
        switch self {
        case .separator, .separatorOnes, .errorSeparator: type == .separator
        case .action: type == .efiAction || type == .action
        }
    }
}
