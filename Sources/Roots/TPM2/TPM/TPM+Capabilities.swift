extension TPM {
    /// All handles of one kind that the TPM says exist. `.hmacSession` stands for all loaded sessions and
    /// `.policySession` for all saved ones, of either type (Part 2, 7.2: TPM_HT_LOADED_SESSION, TPM_HT_SAVED_SESSION).
    public func handles(_ kind: Handle.Kind) throws -> [Handle] {
        let type = UInt32(kind.rawValue) << 24
        let kinds: [Handle.Kind] =
            [.hmacSession, .policySession].contains(kind) ? [.hmacSession, .policySession] : [kind]
        return try list(.handles, from: type) { data in
            guard case .handles(let list) = data,
                list.elements.allSatisfy({ handle in kinds.contains { $0 == handle.kind } })
            else { return nil }
            return list.elements.map { ($0, type | $0.rawValue & 0xFF_FFFF) }
        }
    }

    /// Transient objects and sessions in the TPM, whoever loaded them.
    public func loadedHandles() throws -> [Handle] {
        try handles(.transient) + handles(.hmacSession) + handles(.policySession)
    }

    public func commands() throws -> [CommandAttributes] {
        try list(.commands, from: 0) { data in
            guard case .commands(let list) = data else { return nil }
            return list.elements.map { ($0, $0.rawValue & 0x2000_FFFF) }
        }
    }

    public func algorithms() throws -> [AlgorithmProperty] {
        try list(.algorithms, from: 0) { data in
            guard case .algorithms(let list) = data else { return nil }
            return list.elements.map { ($0, UInt32($0.algorithm.rawValue)) }
        }
    }

    /// The banks, with the PCRs that each has. A bank without PCRs is not allocated.
    public func banks() throws -> [PCRSelection] {
        let response = try execute(GetCapability(capability: .pcrs, property: 0, propertyCount: 64))
        guard case .pcrs(let list) = response.capabilityData, !response.moreData else {
            throw TPMError.contradictory(.getCapability, "the list of PCR banks is incomplete or of another kind")
        }
        return list.elements
    }

    /// Properties from `first` on, to the end of its group (fixed or variable).
    public func properties(from first: Property) throws -> [Property: UInt32] {
        let end = (first.rawValue & ~0xFF) + 0x100
        let all: [TaggedProperty] = try list(.tpmProperties, from: first.rawValue, below: end) { data in
            guard case .tpmProperties(let list) = data else { return nil }
            return list.elements.map { ($0, $0.property.rawValue) }
        }
        return Dictionary(all.map { ($0.property, $0.value) }) { first, _ in first }
    }

    /// Follows `moreData` until the list is whole. Refuses a list that does not ascend, so that it ends.
    private func list<Element>(
        _ capability: Capability,
        from first: UInt32,
        below end: UInt32? = nil,
        _ elements: (CapabilityData) -> [(Element, key: UInt32)]?
    ) throws -> [Element] {
        var all: [Element] = []
        var next = first
        while true {
            let response = try execute(GetCapability(capability: capability, property: next, propertyCount: 256))
            guard let part = elements(response.capabilityData) else {
                throw TPMError.contradictory(.getCapability, "another capability than the one asked for")
            }
            for (element, key) in part {
                guard key >= next else { throw TPMError.contradictory(.getCapability, "the list does not ascend") }
                if let end, key >= end { return all }
                all.append(element)
                guard key < UInt32.max else { return all }
                next = key + 1
            }
            guard response.moreData else { return all }
            guard !part.isEmpty else { throw TPMError.contradictory(.getCapability, "more data, but none given") }
        }
    }
}
