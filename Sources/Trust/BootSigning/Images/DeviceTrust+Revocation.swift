internal import Digests
internal import PKIX

extension DeviceTrust {
    /// Whether somebody names this key as revoked, in whatever form: the key, a digest of its SubjectPublicKeyInfo or of its
    /// PKCS#1 form, or a digest by which the format names it. It then counts for nothing, even where it is trusted too.
    ///
    /// A revoked key that cannot be read could be any.
    func revokes(_ key: PublicKeyInfo, formatDigests: [[UInt8]] = []) -> Bool {
        let named = keys.contains { other in
            guard other.isRevoked else { return false }
            guard let info = try? PublicKeyInfo(der: other.subjectPublicKeyInfo) else { return true }
            return info == key
        }
        if named { return true }
        let revoked = digests.filter(\.isRevoked).map(\.octets)
        guard !revoked.isEmpty else { return false }
        let forms = [key.subjectPublicKeyInfo, key.subjectPublicKeyInfo.flatMap(KeyHash.input)].compactMap(\.self)
        return revoked.contains { digest in
            if formatDigests.contains(digest) { return true }
            guard let hash = HashAlgorithm.accepted.first(where: { $0.digestSize == digest.count }) else {
                return false
            }
            return forms.contains { (try? hash.digest($0)) == digest }
        }
    }
}
