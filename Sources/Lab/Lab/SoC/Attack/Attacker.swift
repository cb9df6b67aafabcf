/// Where somebody stands who attacks a device.
public enum Attacker: String, Codable, Sendable {
    /// Runs code on the device: an application, or firmware with a hole in it.
    case software
    /// Holds the board: rewrites its flash, speaks on its console, cuts its power.
    case board
    /// Stands on the production line, before the device is secured.
    case station
    /// Has a laboratory, and changes what lies in the silicon.
    case lab
    /// Stands between the device and whoever verifies it.
    case network
}
