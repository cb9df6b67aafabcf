/// How every command of Bedplate ends.
public enum ExitStatus: Int32, Error, Sendable {
    case fine = 0
    /// Something was judged, and the judgement is bad: evidence refused, a check failed.
    case judgedBad = 1
    /// The command was called in a way that makes no sense.
    case usage = 2
    /// The environment lacks something: a file, a service, a TPM.
    case environment = 3
}
