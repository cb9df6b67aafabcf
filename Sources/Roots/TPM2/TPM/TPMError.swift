public import Wire

/// Why a command did not yield an answer that may be believed. Holds no parameter and no secret.
public enum TPMError: Error, Hashable, Sendable {
    /// The TPM answered with an error. The code is never authenticated: nothing may be concluded from it but that
    /// there is no answer.
    case refused(CommandCode, ResponseCode)
    /// The answer is not a response to this command.
    case malformed(CommandCode, WireError)
    /// The answer's HMAC is wrong: it was altered, or comes from another TPM. The session is abandoned.
    case unauthentic(CommandCode)
    /// The answer contradicts what was asked for: another template's key, another object's Name.
    case contradictory(CommandCode, String)
    /// The command was called in a way that cannot work, such as without a required authorization.
    case misuse(CommandCode, String)
    /// The session was abandoned after an answer that could not be believed, or was closed.
    case sessionEnded
    /// The self-test failed: the TPM answers nothing that may be believed.
    case failureMode(ResponseCode)
}

extension TPMError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let command, let code): "\(command): \(code)"
        case .malformed(let command, let error): "\(command): the response is malformed, \(error)"
        case .unauthentic(let command): "\(command): the response is not authentic"
        case .contradictory(let command, let what): "\(command): the response contradicts the command: \(what)"
        case .misuse(let command, let what): "\(command): \(what)"
        case .sessionEnded: "the session has ended"
        case .failureMode(let code): "the TPM is in failure mode: \(code)"
        }
    }
}
