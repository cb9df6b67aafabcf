internal import Hummingbird

/// What belongs to one request.
struct RequestScope: RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: Source) { coreContext = .init(source: source) }
}
