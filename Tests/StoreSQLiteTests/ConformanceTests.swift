import Model
import StoreConformance
import StoreSQLite
import Testing

@Suite struct ConformanceTests {
    @Test(arguments: StoreConformance.cases)
    func `the SQLite store does what every store does`(_ test: StoreConformance) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("store.sqlite"))
        try await test.run(on: store)
        let storage = try await store.checkStorage()
        #expect(storage.holds, "\(storage.failures)")
        try store.close()
    }
}
