internal import API
internal import HTTPTypes
internal import Hummingbird
internal import Model

extension ServiceRoutes {
    /// Policies and reference values, for the operator.
    func addDocuments(to router: RouterGroup<RequestScope>) {
        let documents = StoreDocument(recorder: recorder)
        let learn = LearnReference(recorder: recorder, documents: documents)
        let devices = KeepDevices(recorder: recorder)

        router.get("v1/documents/:kind") { _, context in
            let all = try await recorder.store.documents(try context.kind(), tenant: recorder.tenant)
            return try Response.json(all.map(DocumentMessage.init))
        }
        router.get("v1/documents/:kind/:name") { _, context in
            let kind = try context.kind()
            guard
                let document = try await recorder.store.document(
                    kind,
                    named: context.identifier("name"),
                    version: nil,
                    tenant: recorder.tenant
                )
            else { throw BedplateError(.notFound, "no \(kind.rawValue) has this name") }
            return Response.octets(document.content, type: "application/json")
        }
        router.put("v1/documents/:kind/:name") { request, context in
            let content = try await request.octets(atMost: BodyLimit.document)
            let document = try await documents(
                try context.kind(),
                named: context.identifier("name"),
                content: content
            )
            return try Response.json(DocumentMessage(document))
        }
        router.post("v1/references/:name/learn") { request, context in
            let message = try await request.json(LearnRequest.self, atMost: BodyLimit.small)
            let device = try await devices.find(message.device)
            let learned = try await learn(context.identifier("name"), from: device, quote: message.quote)
            return try Response.json(DocumentMessage(learned))
        }
    }
}

extension RequestScope {
    fileprivate func kind() throws -> Document.Kind {
        guard let kind = Document.Kind(rawValue: try identifier("kind")) else {
            throw BedplateError(.notFound, "documents are of the kinds 'policy' and 'reference'")
        }
        return kind
    }
}

extension DocumentMessage {
    init(_ document: Document) {
        self.init(
            kind: document.kind.rawValue,
            name: document.name,
            version: document.version,
            sha256: Recorder.sha256(document.content),
            storedAt: document.storedAt
        )
    }
}
