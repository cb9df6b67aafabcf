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
