// What Probes.swift cannot say in Swift; left out of a program that does not call it.
    .syntax unified
    .thumb

    .equ GATEWAY, 0x1A400280        // MemoryMap.secureGateway

    .section .text.probe_call, "ax"
    .thumb_func
    .global probe_call
probe_call:
    push {r4, lr}
    blx r0
    pop {r4, pc}

// status (0x01), which reads and writes nothing, with a return address of the caller's choice.
    .section .text.probe_return, "ax"
    .thumb_func
    .global probe_return
probe_return:
    push {r4, lr}
    mov lr, r0
    movs r0, #1
    movs r1, #0
    movs r2, #0
    movs r3, #0
    ldr r12, =GATEWAY + 1
    bx r12
    .ltorg

    .section .text.probe_registers, "ax"
    .thumb_func
    .global probe_registers
probe_registers:
    push {r4, lr}
    mov r4, r0
    movs r0, #1
    mvn r1, r0
    mov r2, r1
    movs r3, #0
    ldr r12, =GATEWAY + 1
    blx r12
    stmia r4!, {r1, r2, r3}
    str r12, [r4]
    pop {r4, pc}
    .ltorg

    .section .text.probe_jump, "ax"
    .thumb_func
    .global probe_jump
probe_jump:
    bx r0

    .section .text.probe_masked_load, "ax"
    .thumb_func
    .global probe_masked_load
probe_masked_load:
    cpsid i
    cpsid f
    ldr r0, [r0]
    cpsie f
    cpsie i
    bx lr

    .equ COUNTS, 0x20023000         // Probes.counts: interrupts, and how many found another answer

    .section .text.probe_vectors, "ax"
    .balign 512
vectors:
    .word 0x20040000
    .rept 15
    .word probe_tick
    .endr
    .thumb_func
    .global probe_vectors
probe_vectors:
    adr r0, vectors
    bx lr
    .balign 4
    .thumb_func
probe_tick:
    push {r4, lr}
    // SYST_CSR: once.
    ldr r4, =0xE000E010
    movs r0, #0
    str r0, [r4]
    ldr r4, =COUNTS
    ldr r0, [r4]
    adds r0, #1
    str r0, [r4]
    // status: 16 octets, done.
    movs r0, #1
    movs r1, #0
    add r2, r4, #16
    mov r3, #16 << 16
    ldr r12, =GATEWAY + 1
    blx r12
    cmp r0, #16 << 16
    beq 1f
    ldr r0, [r4, #4]
    adds r0, #1
    str r0, [r4, #4]
1:  pop {r4, pc}
    .ltorg
