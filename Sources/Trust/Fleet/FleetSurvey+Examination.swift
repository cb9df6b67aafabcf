public import Model

public import struct Foundation.Date

extension FleetSurvey {
    /// What is found when everything that was taken in is seen together.
    ///
    /// Blocks the calling thread: a second or two of two processors for 10,000 keys, minutes for a million (Benchmarks/README.md).
    ///
    /// - Parameters:
    ///   - time: of the judgement: deadlines are told by it.
    ///   - workers: threads.
    ///   - memory: octets that the search for shared primes may take.
    public func examined(
        at time: Date,
        workers: Int = 2,
        memory: Int = FleetSurvey.memoryLimit,
        progress: FleetProgress.Callback? = nil
    ) throws(BedplateError) -> FleetReport {
        let meter = progress.map { ProgressMeter(.sameKeys, $0) }
        meter?.begin(2)
        var keys = keys
        let deviceOfKey = keys.map(\.device)
        let sharedKeys = identities.equal().compactMap { sharing($0, among: deviceOfKey) }
        meter?.advance(1)
        let sharedAnswers = answers.equal().compactMap { sharing($0, among: deviceOfAnswer) }
        meter?.advance(1)
        for group in sharedKeys { for key in group.members { keys[key].weaknesses.insert(.sameKey) } }

        let primes = try SharedPrimes(among: moduli, workers: workers, memory: memory, progress: progress)
        let factors = primes.factors.map { factor in
            var factor = factor
            factor.members = factor.members.map { keyOfModulus[$0] }
            factor.undivided = factor.undivided.map { keyOfModulus[$0] }
            return factor
        }
        for factor in factors { for key in factor.members { keys[key].weaknesses.insert(.sharedFactor) } }

        for (modulus, check) in try checks(workers: workers, progress: progress) {
            keys[keyOfModulus[modulus]].weaknesses.formUnion(check.weaknesses)
            keys[keyOfModulus[modulus]].infineon = check.infineon
        }
        return FleetReport(
            time: time,
            devices: devices,
            keys: keys,
            answered: Set(deviceOfAnswer),
            sharedKeys: sharedKeys,
            sharedAnswers: sharedAnswers,
            sharedFactors: factors,
            isSeparated: primes.isSeparated,
            transportKeys: transportKeys
        )
    }

    /// Nil for a group of one device only: a key that was registered twice is no shared key.
    private func sharing(_ group: [Int], among devices: [Int]) -> FleetReport.Sharing? {
        let owners = Set(group.map { devices[$0] })
        return owners.count > 1 ? FleetReport.Sharing(members: group, devices: owners.sorted()) : nil
    }

    /// Of the moduli, those with a weakness of their own.
    private func checks(
        workers: Int,
        progress: FleetProgress.Callback?
    ) throws(BedplateError) -> [(Int, ModulusCheck)] {
        let meter = progress.map { ProgressMeter(.generators, $0) }
        let part = 1024
        let parts = (moduli.count + part - 1) / part
        meter?.begin(parts)
        let workers = max(1, min(workers, 16, parts))
        let found = try Workers.run(workers) { worker in
            var found: [(Int, ModulusCheck)] = []
            for number in stride(from: worker, to: parts, by: workers) {
                for index in number * part..<min(moduli.count, (number + 1) * part) {
                    let check = ModulusCheck(moduli[index])
                    if !check.weaknesses.isEmpty { found.append((index, check)) }
                }
                meter?.advance(1)
            }
            return found
        }
        return found.flatMap { $0 }
    }
}
