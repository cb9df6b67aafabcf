internal import SwiftASN1

public import struct Foundation.Date

/// Validity — RFC 5280, 4.1.2.5: both ends are included.
public struct Validity: Hashable, Sendable {
    public var notBefore: Date
    public var notAfter: Date

    public init(notBefore: Date, notAfter: Date) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    init(_ node: ASN1Node) throws(X509Error) {
        var fields = try DERFields(node, .sequence, "validity")
        self.notBefore = try Self.time(fields.any(), "notBefore", at: node.offset)
        self.notAfter = try Self.time(fields.any(), "notAfter", at: node.offset)
        try fields.finish()
    }

    /// UTCTime before 2050, GeneralizedTime without fractions from then on: that is the rule, and both are read for any year.
    static func time(_ node: ASN1Node?, _ field: String, at offset: Int) throws(X509Error) -> Date {
        guard let node else { throw X509Error(.unexpected, field, at: offset) }
        do {
            if node.identifier == .utcTime {
                let time = try UTCTime(derEncoded: node)
                return date(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
            }
            let time = try GeneralizedTime(derEncoded: node)
            guard time.fractionalSeconds == 0 else { throw X509Error(.badValue, field, at: node.offset) }
            return date(time.year, time.month, time.day, time.hours, time.minutes, time.seconds)
        } catch {
            throw X509Error(.badValue, field, at: node.offset)
        }
    }

    /// Days are counted in years that begin in March, so that the leap day is the last one.
    private static func date(_ y: Int, _ month: Int, _ day: Int, _ hours: Int, _ minutes: Int, _ seconds: Int) -> Date {
        let year = month > 2 ? y : y - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let days = 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
        return Date(timeIntervalSince1970: Double(((days * 24 + hours) * 60 + minutes) * 60 + seconds))
    }
}
