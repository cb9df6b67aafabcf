import Foundation
import Glibc
import Model

/// Prints a report to PDF through a headless Chromium that is found by name. Its octets are the browser's and differ from
/// one version to the next; the HTML that it prints does not.
public struct PDFPrinter: Sendable {
    /// The names that Chromium goes by, first found first taken.
    public static let names = [
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless_shell",
    ]

    /// Its path.
    public let browser: String

    /// - Parameter path: the directories that are searched, as `PATH` has them; that of this process by default.
    /// - Throws: ``BedplateError``, environment, where there is none.
    public init(path: String? = nil) throws {
        let searched = path ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
        let directories = searched.split(separator: ":").map(String.init)
        let candidates = Self.names.flatMap { name in directories.map { $0 + "/" + name } }
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw BedplateError(
                .environment,
                "no Chromium was found",
                hint: "install it (\(Self.names.joined(separator: ", "))), or print the HTML from any browser"
            )
        }
        browser = found
    }

    /// Prints HTML that ``Report`` made; it fetches nothing, and neither may the browser.
    ///
    /// - Parameter limit: how long the browser may take.
    /// - Returns: the PDF.
    public func print(_ html: String, limit: Duration = .seconds(60)) throws -> [UInt8] {
        let place = FileManager.default.temporaryDirectory.appending(path: "bedplate-pdf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: place,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: place) }
        let page = place.appending(path: "report.html")
        let pdf = place.appending(path: "report.pdf")
        try Data(html.utf8).write(to: page)
        let arguments =
            Self.arguments(profile: place.appending(path: "profile").path) + [
                "--no-pdf-header-footer", "--print-to-pdf=\(pdf.path)", page.absoluteString,
            ]
        let status = try Self.run([browser] + arguments, limit: limit)
        guard status == 0, let octets = try? Data(contentsOf: pdf), octets.starts(with: Array("%PDF-".utf8)) else {
            throw BedplateError(.unavailable, "\(browser) printed no PDF (status \(status))")
        }
        return [UInt8](octets)
    }

    /// What keeps a browser to itself: no network, no profile of anybody, no crash reports. Its sandbox cannot be had as
    /// root; what it opens is our own file without scripts.
    public static func arguments(profile: String) -> [String] {
        [
            "--headless", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-sync",
            "--disable-dev-shm-usage", "--disable-crash-reporter", "--no-first-run", "--no-default-browser-check",
            "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(profile)",
        ] + (geteuid() == 0 ? ["--no-sandbox"] : [])
    }

    /// Runs a program without input and output; killed when the time is over.
    private static func run(_ command: [String], limit: Duration) throws -> Int32 {
        // posix_spawn's two tables are initialised, used and destroyed in this function alone.
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        // A group of its own: a browser is many processes, and all of them end.
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETPGROUP))
        for (descriptor, mode) in [(Int32(0), O_RDONLY), (1, O_WRONLY), (2, O_WRONLY)] {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", mode, 0)
        }
        let words = unsafe command.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe words.forEach { unsafe free($0) }
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        var child: pid_t = 0
        let result = unsafe posix_spawn(&child, command[0], &actions, &attributes, words, environ)
        guard result == 0 else {
            throw BedplateError(.environment, "\(command[0]) cannot be started (errno \(result))")
        }
        let end = ContinuousClock.now + limit
        var status: Int32 = 0
        while true {
            let ended = unsafe waitpid(child, &status, WNOHANG)
            if ended == child { return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F) }
            if ended < 0, errno != EINTR { return -1 }
            if ContinuousClock.now >= end {
                kill(-child, SIGKILL)
                _ = unsafe waitpid(child, &status, 0)
                throw BedplateError(.unavailable, "\(command[0]) did not end within \(limit)")
            }
            usleep(10_000)
        }
    }
}
