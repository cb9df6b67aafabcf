internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Response {
    /// JSON with sorted keys and RFC 3339 times.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return octets([UInt8](try encoder.encode(value)), type: "application/json", status: status)
    }

    static func text(_ text: String) -> Response { octets(Array(text.utf8), type: "text/plain; charset=utf-8") }

    static func octets(_ octets: [UInt8], type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            // Nothing here may be kept by a cache in between: results are fresh or nothing.
            headers: [.contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets))
        )
    }
}
