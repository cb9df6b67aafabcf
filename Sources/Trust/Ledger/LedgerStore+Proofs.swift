public import Model

extension LedgerStore {
    /// The root over the tenant's first `size` entries, from tiles.
    public func root(at size: UInt64, tenant: Tenant) async throws -> TreeHash {
        var tree = try await tree(with: [0..<size], tenant: tenant)
        return try tree.root(at: size)
    }

    /// The proof that the entry at `index` is among the first `size`, from tiles.
    public func inclusionProof(of index: UInt64, in size: UInt64, tenant: Tenant) async throws -> InclusionProof {
        let shape = index < size ? ProofShape.inclusion(of: index, in: size) : []
        var tree = try await tree(with: shape, tenant: tenant)
        return try tree.inclusionProof(of: index, in: size)
    }

    /// The proofs of several entries, in their order. Each tile is read once and each hash computed once: neighbours
    /// share nearly all of both.
    public func inclusionProofs(of indices: [UInt64], in size: UInt64, tenant: Tenant) async throws -> [InclusionProof]
    {
        let shapes = indices.flatMap { $0 < size ? ProofShape.inclusion(of: $0, in: size) : [] }
        var tree = try await tree(with: shapes, tenant: tenant)
        var proofs: [InclusionProof] = []
        for index in indices { proofs.append(try tree.inclusionProof(of: index, in: size)) }
        return proofs
    }

    /// The proof that the ledger of `from` entries is the beginning of the ledger of `to` entries, from tiles.
    public func consistencyProof(from: UInt64, to: UInt64, tenant: Tenant) async throws -> ConsistencyProof {
        let shape = 0 < from && from <= to ? ProofShape.consistency(from: from, to: to) : []
        var tree = try await tree(with: shape, tenant: tenant)
        return try tree.consistencyProof(from: from, to: to)
    }

    /// Signs the ledger as it is and stores the checkpoint; the stored one, when it covers this size already.
    ///
    /// - Parameter origin: the ledger's name, unique in the world: `example.com/bedplate`. The key's name too.
    /// - Throws: ``BedplateError/Code/corrupt`` when the ledger does not continue the checkpoint that is stored: a
    ///   ledger never signs a history that contradicts what it signed before (C2SP tlog-checkpoint, Signatures).
    public func signCheckpoint(origin: String, signer: any Signer, tenant: Tenant) async throws -> String {
        let key = try NoteVerifierKey(name: origin, publicKey: signer.publicKey)
        // The checkpoint first: the ledger read after it can only be larger.
        let stored = try await checkpoint(tenant: tenant)
        let size = try await ledgerSize(tenant: tenant)
        let root = try await root(at: size, tenant: tenant)
        if let stored {
            let signed = try Checkpoint.open(stored, signedBy: key)
            guard try await continues(signed, size: size, root: root, tenant: tenant) else {
                throw BedplateError(
                    .corrupt,
                    "the ledger does not continue its checkpoint of \(signed.size) entries; nothing is signed",
                    hint: "run `bedplate ledger verify`"
                )
            }
            if signed.size == size { return stored }
        }
        let checkpoint = Checkpoint(origin: origin, size: size, root: root)
        let note = try await SignedNote.sign(checkpoint.text, name: origin, with: signer).description
        do {
            try await putCheckpoint(note, size: size, tenant: tenant)
            return note
        } catch let error as BedplateError where error.code == .conflict {
            // Another process signed a longer ledger meanwhile: its checkpoint serves as well.
            guard let newer = try await self.checkpoint(tenant: tenant),
                try Checkpoint.open(newer, signedBy: key).size >= size
            else { throw error }
            return newer
        }
    }

    private func continues(_ old: Checkpoint, size: UInt64, root: TreeHash, tenant: Tenant) async throws -> Bool {
        guard old.size <= size else { return false }
        return try await consistencyProof(from: old.size, to: size, tenant: tenant).proves(
            old.root,
            isBeginningOf: root
        )
    }

    private func tree(with ranges: [Range<UInt64>], tenant: Tenant) async throws -> TiledTree {
        let size = try await ledgerSize(tenant: tenant)
        // Nothing is read for a size that the ledger has not reached; the tree then refuses it.
        guard ranges.allSatisfy({ $0.upperBound <= size }) else { return TiledTree(size: size) { _ in nil } }
        let coordinates = Array(TiledTree.tiles(for: ranges))
        let tiles = try await tiles(coordinates.map { ($0.level, $0.index) }, tenant: tenant)
        let read = Dictionary(zip(coordinates, tiles)) { first, _ in first }
        return TiledTree(size: size) { read[$0] ?? nil }
    }
}
