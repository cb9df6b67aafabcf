internal import struct Foundation.Date

extension Validity {
    /// The period as DER; nil for a time before 1950 or after 9999, which no certificate can say.
    public var der: [UInt8]? {
        guard let notBefore = Self.time(notBefore), let notAfter = Self.time(notAfter) else { return nil }
        return DEREncoding.sequence(notBefore, notAfter)
    }

    /// UTCTime through 2049, GeneralizedTime from 2050 on (RFC 5280, 4.1.2.5); fractions of a second are cut off.
    static func time(_ date: Date) -> [UInt8]? {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        // 1950-01-01T00:00:00Z to 9999-12-31T23:59:59Z
        guard seconds >= -631_152_000, seconds <= 253_402_300_799 else { return nil }
        let (days, second) = Int(seconds).floored(by: 86_400)
        let (year, month, day) = civil(days)
        let digits = [month, day, second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined() + "Z"
        return year < 2050
            ? DEREncoding.value(0x17, Array((padded(year % 100, 2) + digits).utf8))
            : DEREncoding.value(0x18, Array((padded(year, 4) + digits).utf8))
    }

    /// The date of a day counted from 1970-01-01, in years that begin in March and eras of 400 years.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).floored(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    /// Quotient and remainder with the quotient rounded down.
    fileprivate func floored(by divisor: Int) -> (Int, Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
