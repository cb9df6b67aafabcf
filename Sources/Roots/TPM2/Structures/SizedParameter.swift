/// A parameter that starts with a 16-bit size: the only kind that a session can encrypt, when it comes first
/// — Part 1, 21.1.
public protocol SizedParameter {}

extension Buffer: SizedParameter {}
extension Sized: SizedParameter {}
