/// How one handle of a command is authorized.
public enum Authorization {
    /// The entity's authorization value is empty, and is given without a session. Protects nothing.
    case empty
    /// The value itself travels in the clear: whoever sees the bus has it. Only for where nobody can, or nobody cares.
    case plaintext([UInt8])
    /// Knowledge of the value is proven by HMAC; the value does not travel.
    case hmac(Session, authValue: [UInt8] = [])
    /// A policy session whose policy is satisfied. The authorization value is needed where the policy asks for it, and,
    /// if the object has one, where the session encrypts.
    case policy(Session, authValue: [UInt8] = [])

    var session: Session? {
        switch self {
        case .empty, .plaintext: nil
        case .hmac(let session, _), .policy(let session, _): session
        }
    }
}

/// Which parameters a call encrypts: always the first one, where it is a sized buffer.
public enum ParameterEncryption: Sendable {
    /// Both directions, each where the command has something that can be encrypted.
    case wherePossible
    /// The command's first parameter; an error where it cannot be.
    case command
    /// The response's first parameter; an error where it cannot be.
    case response
    /// Both, an error where one cannot be.
    case both
    case none
}
