/// The order in which an integer's octets travel.
public enum ByteOrder: Sendable {
    case big
    case little
}
