public import Digests
internal import Wire

/// Something that was measured where images are: its digest is authentic, what it is called is not.
public struct LoadedImage: Hashable, Sendable {
    /// The event's place in the log.
    public let event: Int
    public let pcr: Int
    /// Authenticode digests for PE images; whatever the firmware hashed for others. Authentic.
    public let digests: [HashAlgorithm: [UInt8]]
    /// What the log says it is. Not authentic.
    public let claimedType: EventType
    /// Where the log says it came from, when that can be read. Not authentic: show it as a remark, decide nothing by it.
    public let claimedPath: String?
}

extension VerifiedEvents {
    /// Everything that was measured into the PCRs of boot code, in order; nil unless all of them were verified.
    ///
    /// An image cannot be hidden by another label: every event counts as an image but those whose digest is a fixed
    /// measurement of the profile (``VerifiedEvent/measurement``). A label that claims an action with another text is
    /// *not* believed, even if its hash holds: the octets that an image's digest covers can be presented as text.
    ///
    /// What has booted can add to these, and remove none.
    ///
    /// - Parameter pcrs: by default those of UEFI drivers (2) and boot applications (4).
    public func loadedImages(inPCRs pcrs: Set<Int> = [2, 4]) -> [LoadedImage]? {
        guard pcrs.isSubset(of: self.pcrs) else { return nil }
        return filter { pcrs.contains($0.pcr) && $0.measurement == nil }.map { event in
            LoadedImage(
                event: event.index,
                pcr: event.pcr,
                digests: event.digests,
                claimedType: event.claimedType,
                claimedPath: event.claimedPath
            )
        }
    }
}

extension VerifiedEvent {
    /// Where the log says that an image came from, when that can be read. Not authentic.
    public var claimedPath: String? {
        switch claimedType {
        case .efiBootServicesApplication, .efiBootServicesDriver, .efiRuntimeServicesDriver:
            guard let image = try? ImageLoadEvent(claimedData, order: .little) else { return nil }
            return try? DevicePath(image.devicePath, order: .little).description
        default:
            return nil
        }
    }
}
