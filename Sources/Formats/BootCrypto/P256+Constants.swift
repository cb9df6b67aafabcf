// SP 800-186, 3.2.1.3. Curve P-256; least significant limb first.
extension P256 {
    /// The field's prime.
    static let field = Modulus(
        value: UInt256(
            limbs: [
                0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0x0000_0000, 0x0000_0000, 0x0000_0000, 0x0000_0001, 0xffff_ffff,
            ]
        ),
        inverse: 0x0000_0001,
        square: UInt256(
            limbs: [
                0x0000_0003, 0x0000_0000, 0xffff_ffff, 0xffff_fffb, 0xffff_fffe, 0xffff_ffff, 0xffff_fffd, 0x0000_0004,
            ]
        )
    )

    /// The order of the group.
    static let order = Modulus(
        value: UInt256(
            limbs: [
                0xfc63_2551, 0xf3b9_cac2, 0xa717_9e84, 0xbce6_faad, 0xffff_ffff, 0xffff_ffff, 0x0000_0000, 0xffff_ffff,
            ]
        ),
        inverse: 0xee00_bc4f,
        square: UInt256(
            limbs: [
                0xbe79_eea2, 0x8324_4c95, 0x49bd_6fa6, 0x4699_799c, 0x2b6b_ec59, 0x2845_b239, 0xf3d9_5620, 0x66e1_2d94,
            ]
        )
    )

    /// 1, in the field's Montgomery form.
    static var one: UInt256 { generator.z }

    /// b of y² = x³ - 3x + b, in Montgomery form.
    static let coefficient = UInt256(
        limbs: [
            0x29c4_bddf, 0xd89c_df62, 0x7884_3090, 0xacf0_05cd, 0xf721_2ed6, 0xe5a2_20ab, 0x0487_4834, 0xdc30_061d,
        ]
    )

    /// G.
    static let generator = Point(
        x: UInt256(
            limbs: [
                0x18a9_143c, 0x79e7_30d4, 0x5fed_b601, 0x75ba_95fc, 0x7762_2510, 0x79fb_732b, 0xa537_55c6, 0x1890_5f76,
            ]
        ),
        y: UInt256(
            limbs: [
                0xce95_560a, 0xddf2_5357, 0xba19_e45c, 0x8b4a_b8e4, 0xdd21_f325, 0xd2e8_8688, 0x2588_5d85, 0x8571_ff18,
            ]
        ),
        z: UInt256(
            limbs: [
                0x0000_0001, 0x0000_0000, 0x0000_0000, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_fffe, 0x0000_0000,
            ]
        )
    )
}
