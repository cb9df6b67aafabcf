internal import Foundation
internal import Glibc
internal import Model
internal import TPM2
public import TPMTransport

extension LabTPM {
    /// How long a started TPM runs.
    public enum Lifetime: Sendable {
        /// Until this object or this process ends, however it ends.
        case bound
        /// Until it is stopped, also across processes: what `bedplate lab` needs.
        case detached
    }

    /// What carries the TPM's commands.
    public enum Carrier: Sendable {
        /// Sockets that only this user can reach.
        case unix
        /// Two neighbouring ports of 127.0.0.1, reachable by everybody on this machine.
        case tcp
    }

    /// What run/running.json holds.
    private struct Running: Codable {
        var tcti: String
        var process: Int32
    }

    /// Where the running TPM takes commands; nil when it does not run.
    public var endpoint: Endpoint? {
        guard let data = FileManager.default.contents(atPath: file("run/running.json").path),
            let running = try? JSONDecoder().decode(Running.self, from: data)
        else { return nil }
        return Endpoint(tcti: running.tcti)
    }

    /// Whether swtpm runs and answers.
    public var isRunning: Bool {
        guard let endpoint else { return false }
        return (try? ControlChannel(endpoint.control, timeout: .seconds(2)).capabilities()) != nil
    }

    /// The control channel of the running TPM.
    public func control() throws -> ControlChannel {
        guard let endpoint else { throw notRunning }
        return ControlChannel(endpoint.control)
    }

    /// Opens a connection to the running TPM. swtpm serves one at a time: close it before another program's turn.
    public func connect() throws -> SocketTransport {
        guard let endpoint else { throw notRunning }
        return try SocketTransport(endpoint)
    }

    private var notRunning: BedplateError {
        BedplateError(.labDeviceState, "\(name) is not running", hint: "boot it first")
    }

    /// Starts swtpm and switches the TPM on: it then waits for TPM2_Startup, as after a reset. ``boot()`` does both.
    ///
    /// Does nothing when it runs already.
    public func start(_ lifetime: Lifetime = .bound, over carrier: Carrier = .unix) throws {
        if isRunning { return }
        clearRun()
        switch carrier {
        case .unix: try start(lifetime, at: .unix(path: socketPath()))
        case .tcp:
            // Somebody may take a port between our look and swtpm's: then another one.
            for _ in 0..<8 {
                let port = UInt16.random(in: 20_000..<60_000)
                do { return try start(lifetime, at: .tcp(host: "127.0.0.1", port: port)) } catch let error
                    as BedplateError where error.code == .labToolFailed
                {
                    clearRun()
                }
            }
            throw BedplateError(.labToolFailed, "no free pair of ports was found for \(name)")
        }
    }

    private func start(_ lifetime: Lifetime, at endpoint: Endpoint) throws {
        let arguments =
            switch endpoint {
            case .unix(let path):
                ["--server", "type=unixio,path=\(path),mode=0600", "--ctrl", "type=unixio,path=\(path).ctrl,mode=0600"]
            case .tcp(let host, let port):
                [
                    "--server", "type=tcp,port=\(port),bindaddr=\(host)",
                    "--ctrl", "type=tcp,port=\(port + 1),bindaddr=\(host)",
                ]
            }
        let log = file("run/swtpm.log").path
        let child = try ChildProcess(
            [Program.swtpm.located(), "socket", "--tpm2", "--tpmstate", "dir=\(file("state").path),mode=0600"]
                + arguments,
            lifetime == .bound ? .bound : .detached,
            log: log
        )
        do {
            try waitUntilReady(child, endpoint, log: log)
            try ControlChannel(endpoint.control).initialize()
            let running = Running(tcti: endpoint.tcti, process: child.identifier)
            try LabFiles.write([UInt8](JSONEncoder().encode(running)), to: file("run/running.json"))
        } catch {
            child.end()
            throw error
        }
        process = child
        isBound = lifetime == .bound
    }

    private func waitUntilReady(_ child: ChildProcess, _ endpoint: Endpoint, log: String) throws {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            // On TCP the port may be somebody else's: the answer counts only while our child lives.
            let answers = (try? ControlChannel(endpoint.control, timeout: .seconds(1)).capabilities()) != nil
            guard !child.hasEnded, ContinuousClock.now < end else {
                throw BedplateError(
                    .labToolFailed,
                    "swtpm for \(name) did not become ready",
                    hint: child.lastWords,
                    location: log
                )
            }
            if answers { return }
            usleep(5_000)
        }
    }

    /// Switches the TPM off and ends swtpm. Does nothing when it does not run.
    public func stop() throws {
        if let endpoint { try? ControlChannel(endpoint.control, timeout: .seconds(3)).shutDown() }
        if let process {
            _ = process.waitForEnd(.seconds(3))
            process.end()
            self.process = nil
        } else if let identifier = foreignProcess {
            // Started by another process: its end can only be watched.
            let end = ContinuousClock.now + .seconds(3)
            while foreignProcess != nil, ContinuousClock.now < end { usleep(5_000) }
            if foreignProcess == identifier { kill(identifier, SIGKILL) }
        }
        clearRun()
    }

    /// The process of running.json, if it still is the swtpm of this device: identifiers are used again.
    private var foreignProcess: pid_t? {
        guard let data = FileManager.default.contents(atPath: file("run/running.json").path),
            let running = try? JSONDecoder().decode(Running.self, from: data), running.process > 1,
            let words = FileManager.default.contents(atPath: "/proc/\(running.process)/cmdline"),
            words.split(separator: 0).contains(where: { $0.elementsEqual("dir=\(file("state").path),mode=0600".utf8) })
        else { return nil }
        return running.process
    }

    /// Power off and on: PCRs, transient objects and sessions are gone; TPM2_Startup is expected next.
    ///
    /// - Parameter orderly: whether TPM2_Shutdown announces it. A device that just loses power does not; its TPM then
    ///   reports a clock that may have lost time (`safe` = NO).
    public func powerCycle(orderly: Bool = true) throws {
        if orderly {
            let transport = try connect()
            defer { transport.close() }
            do {
                try TPM(RetryingTransport(transport), timeout: .seconds(20)).execute(Shutdown())
            } catch TPMError.refused {
                // A TPM that was not started answers TPM_RC_INITIALIZE; there is nothing to save then.
            }
        }
        try control().powerCycle()
    }

    /// A socket's path is limited; a device that lies deeper has its sockets in a private temporary directory.
    private func socketPath() throws -> String {
        let path = file("run/tpm.sock").path
        if path.utf8.count + ".ctrl".utf8.count <= Endpoint.pathLimit { return path }
        var template = Array("/tmp/bedplate-lab-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else {
            throw BedplateError(.environment, "no temporary directory can be made for the sockets of \(name)")
        }
        let directory = unsafe String(cString: made)
        try LabFiles.write(Array(directory.utf8), to: file("run/sockets"))
        return directory + "/tpm.sock"
    }

    private func clearRun() {
        let files = FileManager.default
        if let data = files.contents(atPath: file("run/sockets").path) {
            let place = String(decoding: data, as: UTF8.self)
            if place.hasPrefix("/tmp/bedplate-lab-"), !place.contains("..") { try? files.removeItem(atPath: place) }
        }
        for name in ["running.json", "sockets", "tpm.sock", "tpm.sock.ctrl"] {
            try? files.removeItem(at: file("run/" + name))
        }
    }
}
