extension InlineArray where Element == UInt8 {
    var octets: [UInt8] { indices.map { self[$0] } }
}
