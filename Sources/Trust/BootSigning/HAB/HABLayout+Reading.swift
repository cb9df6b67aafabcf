internal import HAB
internal import Model
internal import PKIX

extension HABLayout {
    /// Reads the layout; a fault, counted from the beginning of the file, for what no boot ROM could follow.
    static func read(_ image: some OctetSource) throws(BedplateError) -> Result<HABLayout, HABFault> {
        let head = try image.prefix(HABVectorTable.size)
        let vectors = try? HABVectorTable(head)
        // What is not in the file is missing here, and the reader finds it.
        func part(_ address: UInt32?, atMost limit: Int) throws(BedplateError) -> [UInt8] {
            let place = Int(address ?? 0) - Int(vectors?.address ?? 0)
            let lower = min(max(place, 0), image.count)
            return try image.octets(in: lower..<min(lower + limit, image.count))
        }
        let parts = Parts(
            head: head,
            bootData: try part(vectors?.bootData, atMost: HABBootData.size),
            configuration: try part(vectors?.deviceConfiguration, atMost: 0x1_0000),
            sequence: try part(vectors?.commandSequence, atMost: HABCommandSequence.areaLimit),
            count: image.count
        )
        return Result { () throws(HABFault) in try HABLayout(parts) }
    }

    /// The octets that matter of an image, which may be long.
    private struct Parts {
        var head: [UInt8]
        var bootData: [UInt8]
        var configuration: [UInt8]
        var sequence: [UInt8]
        /// Of the whole file.
        var count: Int
    }

    private init(_ parts: Parts) throws(HABFault) {
        vectors = try HABVectorTable(parts.head)
        let base = Int(vectors.address)
        let place = Int(vectors.bootData) - base
        guard place >= HABVectorTable.size, place <= parts.count - HABBootData.size else {
            throw HABFault(.address, at: 16)
        }
        bootDataPlace = place..<place + HABBootData.size
        do throws(HABFault) { bootData = try HABBootData(parts.bootData) } catch { throw error.moved(by: place) }
        guard bootData.start <= vectors.address else { throw HABFault(.bootData, at: place) }
        end = Int(bootData.start) + Int(bootData.count) - base
        guard end <= parts.count else { throw HABFault(.truncated, at: place + 4) }
        guard end >= bootDataPlace.upperBound else { throw HABFault(.bootData, at: place + 4) }
        var used = [0..<HABVectorTable.size, bootDataPlace]
        if vectors.deviceConfiguration != 0 {
            let start = Int(vectors.deviceConfiguration) - base
            guard start >= HABVectorTable.size, start < end else { throw HABFault(.address, at: 12) }
            let header: HABHeader
            do throws(HABFault) { header = try HABHeader(parts.configuration, at: 0, .deviceConfiguration) } catch {
                throw error.moved(by: start)
            }
            let range = start..<start + header.count
            guard !range.overlaps(bootDataPlace) else { throw HABFault(.address, at: 12) }
            configurationPlace = range
            used.append(range)
        }
        entry = Int(vectors.entry) - base
        var bodyEnd = end
        if vectors.commandSequence != 0 {
            bodyEnd = Int(vectors.commandSequence) - base
            guard bodyEnd >= HABVectorTable.size, bodyEnd < end else { throw HABFault(.address, at: 24) }
        }
        guard used.allSatisfy({ $0.upperBound <= bodyEnd }) else {
            throw HABFault(.address, at: vectors.commandSequence == 0 ? 12 : 24)
        }
        guard entry >= HABVectorTable.size, entry < bodyEnd else { throw HABFault(.address, at: 4) }
        guard vectors.commandSequence != 0 else { return }
        let area = Array(parts.sequence.prefix(end - bodyEnd))
        do throws(HABFault) {
            sequence = try Sequence(area, at: bodyEnd, base: base)
        } catch {
            throw error.moved(by: bodyEnd)
        }
    }
}

extension HABLayout.Sequence {
    /// Reads the sequence with which the area begins, and the data of its commands in the area.
    ///
    /// - Parameters:
    ///   - start: of the area in the file; faults count from there.
    ///   - base: the address of the file's first octet.
    fileprivate init(_ area: [UInt8], at start: Int, base: Int) throws(HABFault) {
        let read = try HABCommandSequence(area)
        range = start..<start + read.count
        commands = read.commands
        places = read.places.map { start + $0 }
        (rootIndex, table, tablePlace) = (0, HABRootKeyTable(keys: []), start..<start)
        var blocks: [Range<Int>] = []
        for (command, place) in zip(read.commands, read.places) {
            guard let location = command.location else { continue }
            guard location >= read.count, location < area.count else { throw HABFault(.dataPlace, at: place + 8) }
            let taken: Int
            switch command {
            case .installRootKey(let index, _):
                table = try HABRootKeyTable(area, at: location)
                guard index < table.keys.count, case .key = table.keys[index] else {
                    throw HABFault(.keyIndex, at: place + 6)
                }
                rootIndex = index
                taken = table.octets.count
                tablePlace = start + location..<start + location + taken
            case .installCommandKey, .installKey:
                let slot = if case .installKey(let slot, _) = command { slot } else { 1 }
                let envelope = try HABEnvelope(area, at: location, .certificate, version: read.version)
                taken = envelope.octets.count
                let range = start + location..<start + location + taken
                keys[slot] = HABLayout.Key(place: range, certificate: try Self.certificate(envelope, at: location))
            case .authenticateCommands(_, _), .authenticateData:
                let envelope = try HABEnvelope(area, at: location, .signature, version: read.version)
                taken = envelope.octets.count
                guard let signature = HABSignature(der: envelope.der) else { throw HABFault(.cms, at: location + 4) }
                var signed = HABLayout.Signed(
                    place: start + location..<start + location + taken,
                    slot: 1,
                    signature: signature,
                    ranges: [range]
                )
                if case .authenticateData(let slot, _, _, let listed) = command {
                    signed.slot = slot
                    signed.ranges = []
                    for (number, block) in listed.enumerated() {
                        let lower = Int(block.address) - base
                        let range = lower..<lower + Int(block.count)
                        guard !range.isEmpty, lower >= 0, range.upperBound <= start,
                            !blocks.contains(where: range.overlaps)
                        else { throw HABFault(.block, at: place + 12 + 8 * number) }
                        signed.ranges.append(range)
                        blocks.append(range)
                    }
                }
                signatures.append(signed)
            case .unlock, .setEngine: continue
            }
        }
        for (one, next) in zip(pieces, pieces.dropFirst()) where next.overlaps(one) {
            throw HABFault(.dataPlace, at: next.lowerBound - start)
        }
    }

    private static func certificate(_ envelope: HABEnvelope, at location: Int) throws(HABFault) -> Certificate {
        do throws(X509Error) {
            return try Certificate(der: envelope.der)
        } catch {
            throw HABFault(.certificate, at: location + HABHeader.size + error.offset)
        }
    }
}
