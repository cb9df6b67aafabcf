public import Model

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Where a PIN or a passphrase comes from. Never from an argument: the list of processes and the shell's history show
/// those.
public enum SecretSource: Hashable, Sendable {
    /// The one line of a file that only its owner can read.
    case file(String)
    /// An environment variable, which other processes of the same user can read.
    case environment(String)
    /// Whoever sits at the terminal.
    case prompt

    /// The longest secret, in octets.
    public static let sizeLimit = 1024

    /// Reads `file:PATH`, `env:NAME` or `prompt`.
    ///
    /// - Throws: ``BedplateError/Code/malformed``, without the text: it may be the secret itself.
    public init(_ text: String) throws(BedplateError) {
        if text == "prompt" {
            self = .prompt
        } else if text.hasPrefix("file:"), text.count > 5 {
            self = .file(String(text.dropFirst(5)))
        } else if text.hasPrefix("env:"), text.count > 4, !text.contains("=") {
            self = .environment(String(text.dropFirst(4)))
        } else {
            throw BedplateError(
                .malformed,
                "that does not say where the secret comes from (it is not shown here: it may be the secret itself)",
                hint: "file:PATH, env:NAME or prompt; if it was the secret, it is in your shell's history now"
            )
        }
    }

    /// Reads the secret.
    ///
    /// - Parameter name: what it is, for the prompt: `PIN of the token 'release'`.
    public func read(_ name: String) throws(BedplateError) -> Secret {
        var octets: [UInt8]
        switch self {
        case .file(let path):
            octets = try DurableFile.readPrivate(path, atMost: Self.sizeLimit + 2)
            if octets.last == 0x0A { octets.removeLast() }
            if octets.last == 0x0D { octets.removeLast() }
        case .environment(let variable):
            // The string is copied before anything else can change the environment.
            guard let value = unsafe getenv(variable).map({ unsafe String(cString: $0) }) else {
                throw BedplateError(.environment, "the environment variable \(variable) with the \(name) is not set")
            }
            octets = Array(value.utf8)
        case .prompt: octets = try Self.ask(name)
        }
        guard !octets.isEmpty, octets.count <= Self.sizeLimit, !octets.contains(0x0A) else {
            throw BedplateError(.malformed, "the \(name) must be one line of 1 to \(Self.sizeLimit) bytes")
        }
        return Secret(octets)
    }

    /// Reads a secret that something is about to be locked with: whoever sits at the terminal says it twice.
    public func readNew(_ name: String) throws(BedplateError) -> Secret {
        let secret = try read(name)
        guard self == .prompt else { return secret }
        guard try read("\(name), again").octets == secret.octets else {
            throw BedplateError(.malformed, "the two are not the same; nothing was made")
        }
        return secret
    }

    /// Asks at the terminal, without echo. Signals are off meanwhile, so that Ctrl-C does not leave it so.
    private static func ask(_ name: String) throws(BedplateError) -> [UInt8] {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        var before = termios()
        guard terminal >= 0, unsafe tcgetattr(terminal, &before) == 0 else {
            if terminal >= 0 { close(terminal) }
            throw BedplateError(
                .environment,
                "there is no terminal to ask for the \(name)",
                hint: "say where it is: file:PATH or env:NAME"
            )
        }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        defer {
            unsafe tcsetattr(terminal, TCSAFLUSH, &before)
            say("\n", terminal)
            close(terminal)
        }
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else {
            throw BedplateError(.environment, "the terminal cannot be silenced")
        }
        say("\(name): ", terminal)
        var line: [UInt8] = []
        while true {
            guard let octet = key(terminal), octet != 0x03, octet != 0x04 else {
                throw BedplateError(.environment, "the \(name) was not given")
            }
            switch octet {
            case 0x0A, 0x0D: return line
            case 0x08, 0x7F: if !line.isEmpty { line.removeLast() }
            default: if line.count <= sizeLimit { line.append(octet) }
            }
        }
    }

    /// The next key that is pressed. The C function by its module's name: a member of this type hides it.
    private static func key(_ terminal: Int32) -> UInt8? {
        var octet: UInt8 = 0
        #if canImport(Glibc)
        let count = unsafe Glibc.read(terminal, &octet, 1)
        #else
        let count = unsafe Musl.read(terminal, &octet, 1)
        #endif
        return count == 1 ? octet : nil
    }

    private static func say(_ text: String, _ terminal: Int32) {
        let octets = Array(text.utf8)
        _ = unsafe write(terminal, octets, octets.count)
    }
}
