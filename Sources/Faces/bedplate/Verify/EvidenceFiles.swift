import Attestation
import EventLog
import Files
import Foundation
import Model
import TPM2
import TPMFiles
import Terminal

/// PCR values and logs as files.
enum EvidenceFiles {
    /// - Parameter path: a file in one of the forms of ``PCRFile``, or a directory such as
    ///   `/sys/class/tpm/tpm0/pcr-sha256`.
    static func values(_ path: String, selection: [PCRSelection]?) throws -> PCRValues {
        var isDirectory: ObjCBool = false
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            let name = URL(fileURLWithPath: path).lastPathComponent
            var files: [String: String] = [:]
            for entry in try FileManager.default.contentsOfDirectory(atPath: path) {
                files[entry] = String(decoding: try DurableFile.read(path + "/" + entry, atMost: 4096), as: UTF8.self)
            }
            return PCRValues(try PCRFile(directory: name, files: files).banks)
        }
        let bytes = try DurableFile.read(path, atMost: PCRFile.sizeLimit)
        return PCRValues(try PCRFile.read(bytes, selection: selection).0.banks)
    }

    /// The log's octets, whatever they are.
    static func log(_ path: String) throws -> [UInt8] {
        try DurableFile.read(path, atMost: EventLogLimits.standard.logBytes)
    }

    static func errata(_ names: [String]) throws -> Set<Erratum> {
        Set(
            try names.map { name in
                guard let erratum = Erratum(rawValue: name) else {
                    throw BedplateError(
                        .malformed,
                        "unknown erratum '\(name)'",
                        hint: "known are: " + Erratum.allCases.map(\.rawValue).joined(separator: ", ")
                    )
                }
                return erratum
            }
        )
    }
}
