// Where the ROM jumps to, and how the probe reaches for memory that may fault.
    .syntax unified
    .thumb

    .equ FAULTS, 0x30000020         // Probe.faults

    .section .vectors, "a"
    .word 0x30010000
    .word Start
    .rept 14
    .word Fault
    .endr
    // Probe.marker: whoever makes the image puts his own word here.
    .word 0

    .section .text.start, "ax"
    .thumb_func
    .global Start
Start:
    bl probe
1:  wfi
    b 1b

// uint32_t probe_load(uint32_t address)
    .section .text.probe_load, "ax"
    .thumb_func
    .global probe_load
probe_load:
    ldr.w r0, [r0]
    bx lr

// void probe_store(uint32_t address, uint32_t value)
    .section .text.probe_store, "ax"
    .thumb_func
    .global probe_store
probe_store:
    str.w r1, [r0]
    dsb
    bx lr

// Counts, and goes on behind the instruction: the two above have four octets.
    .section .text.fault, "ax"
    .thumb_func
Fault:
    ldr r1, [sp, #24]
    adds r1, #4
    str r1, [sp, #24]
    ldr r2, =FAULTS
    ldr r1, [r2]
    adds r1, #1
    str r1, [r2]
    bx lr
    .ltorg
