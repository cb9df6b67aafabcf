// Reset: stack and its limit, paint to see later how deep it went, then Swift.
    .syntax unified
    .thumb

#if DEEP_STACK
    .equ STACK_LIMIT, 0x30006000
#else
    .equ STACK_LIMIT, 0x30007000    // WorkingMemory.stackLimit
#endif
    .equ STACK_TOP,   0x30008000    // WorkingMemory.stackTop
    .equ PAINT,       0x5AFEC0DE    // WorkingMemory.paint

    .section .vectors, "a"
    .word STACK_TOP
    .word Reset
    .word FaultNMI
    .word FaultHard
    .word FaultMemory
    .word FaultBus
    .word FaultUsage
    .word FaultSecure
    .word __rom_end                 // reserved by the architecture: where the digest is
    .word 0, 0
    .word FaultOther                // SVCall
    .word FaultOther
    .word 0
    .word FaultOther
    .word FaultOther
    // No interrupt is ever enabled here.

    .section .digest, "a"
    .space 32

    .section .text.reset, "ax"
    .thumb_func
    .global Reset
Reset:
    cpsid i
    ldr r0, =STACK_LIMIT
    msr msplim, r0
    ldr r1, =STACK_TOP
    msr msp, r1
    ldr r2, =PAINT
1:  str r2, [r0], #4
    cmp r0, r1
    blo 1b
    // Memory, bus, usage and secure faults have handlers of their own.
    ldr r0, =0xE000ED24
    ldr r1, =0x000F0000
    str r1, [r0]
    bl boot_rom
    // It does not return. If a fault makes it, nothing is behind it.
2:  wfi
    b 2b

    .macro FAULT name, number
    .thumb_func
\name:
    movs r0, #\number
    b fault
    .endm
    FAULT FaultNMI, 2
    FAULT FaultHard, 3
    FAULT FaultMemory, 4
    FAULT FaultBus, 5
    FAULT FaultUsage, 6
    FAULT FaultSecure, 7
    FAULT FaultOther, 9
fault:
    // The stack may be what is wrong: begin it anew.
    ldr r1, =STACK_TOP
    msr msp, r1
    bl boot_fault
3:  wfi
    b 3b
    .ltorg

// void boot_halt(void): does not return, even if one branch is skipped.
    .section .text.boot_halt, "ax"
    .thumb_func
    .global boot_halt
boot_halt:
    cpsid i
4:  wfi
    b 4b
    b 4b
    b boot_halt
