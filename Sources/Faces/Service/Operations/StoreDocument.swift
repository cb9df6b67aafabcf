internal import Attestation
internal import Foundation
internal import Model

/// Stores a policy or reference values: parsed strictly first, kept as the bytes that came, as the next version.
struct StoreDocument: Sendable {
    var recorder: Recorder

    /// What an operator gives.
    func callAsFunction(_ kind: Document.Kind, named name: String, content: [UInt8]) async throws -> Document {
        try Identifier.checkName(name, of: "a document")
        switch kind {
        case .policy:
            let policy = try AppraisalPolicy(json: content)
            guard policy.name == name else {
                throw BedplateError(.malformed, "the policy is named '\(policy.name)' and stored as '\(name)'")
            }
        case .reference:
            _ = try ReferenceValues(json: content)
        }
        return try await self(kind, named: name, content: content) { document in
            recorder.record(
                "document.stored",
                .claimed,
                simulated: false,
                raw: document.content,
                ["kind": kind.rawValue, "name": name, "version": String(document.version)]
            )
        }
    }

    /// Stores the content with this record of it. The newest version again is answered as it is, without a new one.
    func callAsFunction(
        _ kind: Document.Kind,
        named name: String,
        content: [UInt8],
        recording evidence: (Document) -> EvidenceRecord
    ) async throws -> Document {
        try Identifier.checkName(name, of: "a document")
        for _ in 0..<4 {
            let newest = try await recorder.store.document(kind, named: name, version: nil, tenant: recorder.tenant)
            if let newest, newest.content == content { return newest }
            let document = Document(
                kind: kind,
                name: name,
                version: (newest?.version ?? 0) + 1,
                content: content,
                storedAt: recorder.now()
            )
            do {
                try await recorder.commit([.putDocument(document)], [evidence(document)])
                return document
            } catch let error as BedplateError where error.code == .conflict {
                continue
            }
        }
        throw BedplateError(.conflict, "the document is being stored by others at the same time")
    }
}
