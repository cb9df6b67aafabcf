public import Foundation
internal import Model
internal import SoC

/// Faults in the boot of an image that must not boot: does any of them start it? Judged from outside the device.
///
/// ```
/// let report = try FaultCampaign(firmware: directory, script: script).run { print($0) }
/// ```
public struct FaultCampaign: Sendable {
    /// Where each build's ROM is, in a directory of its own.
    public var firmware: URL
    /// `Scripts/build-firmware`, for those that are not there.
    public var script: URL
    /// What is held to account; ``FaultBuild/unhardened`` is always tried beside it.
    public var builds: [FaultBuild] = [.ships, .O, .Osize]
    public var models = FaultModel.allCases
    public var sample = FaultSample()
    /// Trials of the unhardened build where there is no sample: it is there to be broken, not to be explored.
    public static let controlSample = 6000
    /// One of so many parts of the trials, from 1 on.
    public var shard = 1
    public var shards = 1
    /// The first is written, all are read.
    public var journals: [String] = []

    /// Whether a boot that is at a checkpoint what it is without a fault counts as gone on so. Without it every boot runs to
    /// its end, which shows that the verdicts are the same.
    public var looksAtCheckpoints = true

    public init(firmware: URL, script: URL) {
        self.firmware = firmware
        self.script = script
    }

    /// How far it is.
    public struct Progress: Sendable {
        public var build: FaultBuild
        public var image: FaultImage
        /// Of the build's image.
        public var done: Int
        public var count: Int
        public var bypasses: Int
        /// Trials a second; nil before there were some.
        public var rate: Double?
    }

    /// - Parameter progress: told every hundred trials; what it throws ends the campaign, which a journal keeps.
    /// - Throws: ``BedplateError`` when a program is missing or a device does not do what it does without faults.
    public func run(_ progress: (Progress) throws -> Void) throws -> FaultReport {
        let start = ContinuousClock.now
        var roms: [(build: FaultBuild, path: String, text: ROMText)] = []
        for build in builds.filter({ $0 != .unhardened }) + [.unhardened] {
            let path = try build.located(in: firmware, script: script).path
            roms.append((build, path, try ROMText(path)))
        }
        let digests = Dictionary(uniqueKeysWithValues: roms.map { ($0.build.rawValue, $0.text.digest) })
        let journal = try FaultJournal(journals, FaultJournal.Identity(roms: digests, sample: sample))
        var report = FaultReport(sample: sample, shard: "\(shard)/\(shards)")
        report.compiler = FaultBuild.compiler(beside: firmware)
        for rom in roms {
            var found = FaultReport.Build(build: rom.build, rom: rom.text.digest, octets: rom.text.octets.count)
            try control(rom.build, rom.path, rom.text, &report.complaints)
            for image in FaultImage.attacks {
                try attack(image, rom.build, rom.path, rom.text, journal, &found, &report.complaints, progress)
            }
            report.builds.append(found)
        }
        // A shard alone may miss what there is to find.
        if shards == 1, report.builds.contains(where: { $0.build == .unhardened && $0.bypasses.isEmpty }) {
            report.complaints.append("the campaign does not break a ROM without its defences")
        }
        report.seconds = Int((ContinuousClock.now - start).components.seconds)
        report.date = Date().ISO8601Format()
        return report
    }

    /// What must be so without faults: the authentic image starts.
    private func control(_ build: FaultBuild, _ path: String, _ rom: ROMText, _ complaints: inout [String]) throws {
        try Self.withDirectory { directory in
            let outcome = try FaultMachine(path, rom, .authentic, directory: directory).control()
            // It says so itself; the verdict is of those that must not.
            if !outcome.console.contains(FaultImage.authentic.marker) {
                complaints.append("\(build): the authentic image does not boot: \(outcome.console)")
            }
        }
    }

    private func attack(
        _ image: FaultImage,
        _ build: FaultBuild,
        _ path: String,
        _ rom: ROMText,
        _ journal: FaultJournal,
        _ found: inout FaultReport.Build,
        _ complaints: inout [String],
        _ progress: (Progress) throws -> Void
    ) throws {
        try Self.withDirectory { directory in
            let machine = try FaultMachine(path, rom, image, directory: directory)
            machine.looksAtCheckpoints = looksAtCheckpoints
            let nominal = try machine.control()
            let refusal = image.refusal.map { "B:" + Self.digits($0.rawValue) } ?? ""
            if nominal.verdict != .refused || !nominal.console.contains(refusal) {
                complaints.append("\(build): \(image.rawValue) is not refused as it should be: \(nominal.console)")
            }
            let plan = FaultPlan(image, rom, machine.traces)
            let numbers = numbers(plan, build, image).filter { models.contains(plan[$0].model) }
            var shown = Progress(build: build, image: image, done: 0, count: numbers.count, bypasses: 0)
            var (made, began) = (0, ContinuousClock.now)
            for number in numbers {
                let key = FaultJournal.Key(build, plan[number])
                if journal.entries[key] == nil {
                    let outcome = try machine.run(plan[number])
                    try journal.append(key, FaultJournal.Entry(verdict: outcome.verdict, isStruck: outcome.isStruck))
                    made += 1
                }
                shown.done += 1
                if journal.entries[key]?.verdict == .bypassed { shown.bypasses += 1 }
                if shown.done % 100 == 0 || shown.done == numbers.count {
                    let time = (ContinuousClock.now - began) / .seconds(1)
                    shown.rate = made > 0 && time > 0 ? Double(made) / time : nil
                    try progress(shown)
                }
            }
            Self.count(numbers, image, plan, rom, journal, &found)
        }
    }

    /// The trials of this run.
    private func numbers(_ plan: FaultPlan, _ build: FaultBuild, _ image: FaultImage) -> [Int] {
        var sample = sample
        if build == .unhardened, sample.count == nil { sample.count = Self.controlSample }
        return Self.part(
            shard,
            of: shards,
            sample.numbers(of: plan, share: FaultImage.attacks.count, salt: image.rawValue)
        )
    }

    /// Every shards-th number, beginning with the shard's.
    static func part(_ shard: Int, of shards: Int, _ numbers: [Int]) -> [Int] {
        numbers.enumerated().filter { $0.offset % shards == shard - 1 }.map(\.element)
    }

    private static func count(
        _ numbers: [Int],
        _ image: FaultImage,
        _ plan: FaultPlan,
        _ rom: ROMText,
        _ journal: FaultJournal,
        _ found: inout FaultReport.Build
    ) {
        var tallies: [FaultModel: FaultReport.Tally] = [:]
        for model in FaultModel.allCases {
            let planned = [true, false].flatMap { plan.numbers(model, isJudging: $0) }.reduce(0) { $0 + $1.count }
            tallies[model] = FaultReport.Tally(image: image, model: model, planned: planned)
        }
        for number in numbers {
            let trial = plan[number]
            guard let entry = journal.entries[FaultJournal.Key(found.build, trial)] else { continue }
            tallies[trial.model]?.tried += 1
            tallies[trial.model]?.verdicts[entry.verdict.rawValue, default: 0] += 1
            found.verdicts[entry.verdict.rawValue, default: 0] += 1
            found.unreached += entry.isStruck ? 0 : 1
            guard entry.verdict == .bypassed else { continue }
            found.bypasses.append(
                FaultReport.Bypass(
                    image: image,
                    number: number,
                    model: trial.model,
                    window: trial.window,
                    address: "0x" + digits(trial.address),
                    instruction: rom.code(at: trial.address),
                    symbol: rom.symbol(at: trial.address),
                    occurrence: trial.occurrence,
                    what: trial.text
                )
            )
        }
        found.planned += plan.count
        found.tried += tallies.values.reduce(0) { $0 + $1.tried }
        found.tallies += FaultModel.allCases.compactMap { tallies[$0] }
    }

    private static func digits(_ word: UInt32) -> String {
        let digits = String(word, radix: 16, uppercase: true)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-fault-\(UUID().uuidString)")
        do { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) } catch {
            throw BedplateError(.environment, "\(directory.path) cannot be made", cause: error)
        }
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }
}
