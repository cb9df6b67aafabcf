/// A clause of a regulation, standard or scheme that an answer of the rubric speaks to.
public struct Clause: Hashable, Sendable, Codable {
    /// The documents; the text names the edition.
    public enum Document: String, Sendable, Codable, CaseIterable {
        case nist193 = "NIST SP 800-193"
        case fda = "FDA premarket cybersecurity guidance, 3 February 2026"
        case iec62443 = "IEC 62443-4-2"
        case etsi = "ETSI EN 303 645"
        case enisa = "ENISA Baseline Security Recommendations for IoT"
        case cra = "Regulation (EU) 2024/2847 (CRA), Annex I, Part I (2)"
        case psa = "PSA security goals"
        case sesip = "SESIP"
        case iotsf = "IoTSF Assurance Framework"
        case isvs = "OWASP ISVS"
        case rfc9711 = "RFC 9711"
        case iec81001 = "IEC 81001-5-1"
        case sw96 = "ANSI/AAMI SW96"
        case jsp = "HSCC Joint Security Plan, version 2"
    }

    /// How the clause is known. What is only remembered is not here: no report could print it as a fact.
    public enum Mark: String, Sendable, Codable {
        /// The text was read.
        case seen
        /// Read as it is quoted or listed in another public document.
        case quoted
    }

    public var document: Document
    /// As the document numbers it: "4.1.1", "CR 1.5 RE(1)".
    public var number: String
    /// What it asks, shortened.
    public var text: String
    public var mark: Mark
}

extension Clause {
    static func seen(_ document: Document, _ number: String, _ text: String) -> Clause {
        Clause(document: document, number: number, text: text, mark: .seen)
    }

    static func quoted(_ document: Document, _ number: String, _ text: String) -> Clause {
        Clause(document: document, number: number, text: text, mark: .quoted)
    }
}
