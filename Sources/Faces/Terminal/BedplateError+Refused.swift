public import Model

extension BedplateError.Code {
    /// What was asked for was judged, and refused: not an accident, and trying again does not help.
    public static let refused = Self("refused")
}
