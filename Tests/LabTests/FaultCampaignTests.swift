import Foundation
import Programs
import Testing

@testable import Lab

/// The campaign against a ROM without its defences, with every part that it has. What ships is held against a larger sample
/// by Scripts/check-faults.
@Suite(.serialized) struct FaultCampaignTests {
    private static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    private struct Interruption: Error {}

    @Test func `an unhardened ROM is broken, by the same trials in shards and in an interrupted run`()
        throws
    {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-faults-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var campaign = FaultCampaign(
            firmware: directory,
            script: Self.root.appending(path: "Scripts/build-firmware")
        )
        campaign.builds = []
        campaign.sample = FaultSample(count: 900, seed: 2)
        func journal(_ name: String) -> String { directory.appending(path: name).path }

        // In two shards, put together by one to which nothing is left.
        campaign.shards = 2
        for shard in 1...2 {
            campaign.shard = shard
            campaign.journals = [journal("\(shard)")]
            _ = try campaign.run { _ in }
        }
        (campaign.shard, campaign.shards) = (1, 1)
        campaign.journals = [journal("all"), journal("1"), journal("2")]
        let whole = try campaign.run { _ in }
        #expect(try String(contentsOfFile: journal("all"), encoding: .utf8).split(separator: "\n").count == 1)
        let build = try #require(whole.builds.first)
        print("faults in an unhardened ROM: \(build.verdicts), \(build.bypasses.map(\.symbol))")
        #expect(whole.passed && whole.bypassCount == 0 && build.build == .unhardened)
        #expect(!build.bypasses.isEmpty && build.tried == build.verdicts.values.reduce(0, +))
        #expect(build.unreached == 0)

        // Stopped in the middle, and begun again; every boot to its end.
        campaign.looksAtCheckpoints = false
        campaign.journals = [journal("resumed")]
        var told = 0
        #expect(throws: Interruption.self) {
            try campaign.run { _ in
                told += 1
                if told == 2 { throw Interruption() }
            }
        }
        let resumed = try campaign.run { _ in }
        #expect(resumed.builds.first?.bypasses == build.bypasses)
        #expect(resumed.builds.first?.verdicts == build.verdicts)
        // Nothing is left to try: the report is the journal's.
        let read = try campaign.run { _ in }
        #expect(read.builds.first?.verdicts == build.verdicts)
    }
}
