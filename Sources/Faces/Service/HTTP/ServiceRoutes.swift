internal import Hummingbird
internal import Logging
internal import Model

/// Every route, joined to its operation.
struct ServiceRoutes: Sendable {
    var recorder: Recorder
    var keys: ServiceKeys
    var checkpoints: CheckpointSigner
    /// Whether TPMs that are not known yet may enrol.
    var allowsNewDevices: Bool
    /// Seconds.
    var nonceLifetime: Double
    /// Seconds.
    var resultLifetime: Double
    /// Seconds.
    var enrolmentLifetime: Double
    var logger: Logger

    func router() -> Router<RequestScope> {
        let router = Router(context: RequestScope.self)
        router.add(middleware: ProblemMiddleware())
        addPublic(to: router)
        addDevice(to: router)
        let operators = router.group().add(middleware: OperatorMiddleware(token: keys.operatorToken))
        addFleet(to: operators)
        addDocuments(to: operators)
        addLedger(to: operators)
        return router
    }
}
