// What the compiler calls and no library brings: copying, clearing, a 64-bit shift. No allocator is among it, so that a
// program that allocates does not link.
    .syntax unified
    .thumb

    .macro FUNCTION name
    .section .text.\name, "ax"
    .thumb_func
    .global \name
\name:
    .endm

    .macro ALIAS name
    .thumb_func
    .global \name
\name:
    .endm

// r0 = target, r1 = source, r2 = octets. Cortex-M33 loads and stores words at any place.
    FUNCTION __aeabi_memcpy
    ALIAS __aeabi_memcpy4
    ALIAS __aeabi_memcpy8
    ALIAS memcpy
    mov r12, r0
1:  subs r2, #4
    blo 2f
    ldr r3, [r1], #4
    str r3, [r12], #4
    b 1b
2:  adds r2, #4
3:  subs r2, #1
    blo 4f
    ldrb r3, [r1], #1
    strb r3, [r12], #1
    b 3b
4:  bx lr

// The same where the two may overlap.
    FUNCTION __aeabi_memmove
    ALIAS __aeabi_memmove4
    ALIAS __aeabi_memmove8
    ALIAS memmove
    cmp r0, r1
    bls __aeabi_memcpy
    adds r1, r1, r2
    adds r12, r0, r2
1:  subs r2, #1
    blo 2f
    ldrb r3, [r1, #-1]!
    strb r3, [r12, #-1]!
    b 1b
2:  bx lr

// r0 = target, r1 = octets.
    FUNCTION __aeabi_memclr
    ALIAS __aeabi_memclr4
    ALIAS __aeabi_memclr8
    movs r2, #0
    b __aeabi_memset

// r0 = target, r1 = octets, r2 = value.
    FUNCTION __aeabi_memset
    ALIAS __aeabi_memset4
    ALIAS __aeabi_memset8
    mov r12, r0
    and r2, r2, #0xFF
    orr r2, r2, r2, lsl #8
    orr r2, r2, r2, lsl #16
1:  subs r1, #4
    blo 2f
    str r2, [r12], #4
    b 1b
2:  adds r1, #4
3:  subs r1, #1
    blo 4f
    strb r2, [r12], #1
    b 3b
4:  bx lr

// r0 = target, r1 = value, r2 = octets.
    FUNCTION memset
    mov r3, r1
    mov r1, r2
    mov r2, r3
    b __aeabi_memset

// r1:r0 shifted right by r2 places, below 64.
    FUNCTION __aeabi_llsr
    subs r3, r2, #32
    bge 1f
    rsb r3, r2, #32
    lsr r0, r0, r2
    lsl r3, r1, r3
    orr r0, r0, r3
    lsr r1, r1, r2
    bx lr
1:  lsr r0, r1, r3
    movs r1, #0
    bx lr

// r1:r0 shifted left by r2 places, below 64.
    FUNCTION __aeabi_llsl
    subs r3, r2, #32
    bge 1f
    rsb r3, r2, #32
    lsl r1, r1, r2
    lsr r3, r0, r3
    orr r1, r1, r3
    lsl r0, r0, r2
    bx lr
1:  lsl r1, r0, r3
    movs r0, #0
    bx lr
