public import Model

/// What every ``Store`` does, as named cases that a test target runs on its own store, a fresh one for each.
public struct StoreConformance: Sendable, CustomStringConvertible {
    /// The sentence that the case shows.
    public let description: String
    private let body: @Sendable (any Store) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (any Store) async throws -> Void) {
        self.description = description
        self.body = body
    }

    /// Throws ``Failure`` where the store does something else.
    public func run(on store: any Store) async throws { try await body(store) }

    /// Every case.
    public static let cases = deviceCases + stateCases + ledgerCases

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }
}

let here = Tenant("here")
let elsewhere = Tenant("elsewhere")

func expect(_ condition: Bool, _ claim: String) throws {
    guard condition else { throw StoreConformance.Failure(description: "not so: \(claim)") }
}

func expectEqual<T: Equatable>(_ found: T, _ expected: T, _ claim: String) throws {
    guard found == expected else {
        throw StoreConformance.Failure(description: "\(claim): expected \(expected), found \(found)")
    }
}

/// The commit is refused as a conflict that names the change.
func expectConflict(_ name: String, _ store: any Store, _ changes: [Change], tenant: Tenant = here) async throws {
    do {
        try await store.commit(changes, evidence: [], tenant: tenant)
    } catch let error as BedplateError {
        try expectEqual(error.code, .conflict, "the code")
        return try expectEqual(error.location, name, "the location")
    }
    throw StoreConformance.Failure(description: "\(name) was accepted")
}

func put(_ store: any Store, _ changes: Change..., tenant: Tenant = here) async throws {
    try await store.commit(changes, evidence: [], tenant: tenant)
}
