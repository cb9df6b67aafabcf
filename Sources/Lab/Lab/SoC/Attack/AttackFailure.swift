/// An attack could not be tried as it is meant: nothing is shown by it.
struct AttackFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
