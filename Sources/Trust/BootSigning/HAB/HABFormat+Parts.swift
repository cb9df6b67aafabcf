internal import HAB
public import Model

extension HABFormat {
    /// The image without commands, keys and signatures: what begins with the vector table.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] {
        switch try HABLayout.read(image) {
        case .success(let layout):
            let address = String(layout.vectors.address, radix: 16)
            return [ImagePart("image", 0..<layout.bodyEnd, meaning: "for 0x\(address)", isPayload: true)]
        case .failure(let fault): throw unreadable(fault)
        }
    }
}
