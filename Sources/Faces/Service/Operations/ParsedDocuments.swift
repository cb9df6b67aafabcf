internal import Model
internal import Synchronization

/// Documents of one kind, parsed once for each content. The store is asked each time, so what another process stored
/// counts at once; only the parsing is saved.
final class ParsedDocuments<Content: Sendable>: Sendable {
    /// The most documents that are kept parsed.
    static var capacity: Int { 64 }

    private let parse: @Sendable ([UInt8]) throws -> Content
    private let kept = Mutex<[String: (bytes: [UInt8], content: Content)]>([:])

    init(_ parse: @escaping @Sendable ([UInt8]) throws -> Content) { self.parse = parse }

    func parsed(_ document: Document) throws -> ParsedDocument<Content> {
        if let known = kept.withLock({ $0[document.name] }), known.bytes == document.content {
            return ParsedDocument(version: document.version, content: known.content)
        }
        let content = try parse(document.content)
        kept.withLock { kept in
            if kept.count >= Self.capacity { kept.removeAll() }
            kept[document.name] = (document.content, content)
        }
        return ParsedDocument(version: document.version, content: content)
    }
}

/// What a stored document says, and which version of it.
struct ParsedDocument<Content: Sendable>: Sendable {
    var version: Int
    var content: Content
}
