// Where the ROM jumps to; and where every fault of both worlds ends.
    .syntax unified
    .thumb

    .equ STACK_LIMIT, 0x3000C000    // WorkingMemory.stackLimit
    .equ STACK_TOP,   0x30010000    // WorkingMemory.stackTop
    .equ SEAL,        0xFEF5EDA5    // no address, no EXC_RETURN and no frame's signature

    .section .vectors, "a"
    .word STACK_TOP
    .word Start
    .word FaultNMI
    .word FaultHard
    .word FaultMemory
    .word FaultBus
    .word FaultUsage
    .word FaultSecure
    .word 0, 0, 0
    .word FaultOther                // SVCall
    .word FaultOther
    .word 0
    .word FaultOther
    .word FaultOther
    // No interrupt is ever enabled for this world.

    .section .text.start, "ax"
    .thumb_func
    .global Start
Start:
    cpsid i
    ldr r0, =STACK_LIMIT
    msr msplim, r0
    // Two words above both stacks that no return from the non-secure world can take for a frame (CVE-2020-16273).
    ldr r0, =STACK_TOP - 8
    ldr r1, =SEAL
    str r1, [r0]
    str r1, [r0, #4]
    msr msp, r0
    msr psp, r0
    msr psplim, r0
    bl secure_firmware
    // It does not return.
1:  wfi
    b 1b

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
    // EXC_RETURN.S says which world it was.
    lsr r1, lr, #6
    and r1, r1, #1
    // The stack may be what is wrong: begin it anew.
    ldr r2, =STACK_TOP - 8
    msr msp, r2
    bl secure_fault
2:  wfi
    b 2b
    .ltorg

// void enter_application(uint32_t entry, uint32_t stack): an application that returns comes back here.
    .section .text.enter_application, "ax"
    .thumb_func
    .global enter_application
enter_application:
    push {r3-r11, lr}
    msr msp_ns, r1
    movs r1, #0
    msr psp_ns, r1
    msr msplim_ns, r1
    msr psplim_ns, r1
    msr control_ns, r1
    dsb
    isb
    // Bit 0 clear: the other world.
    bic r0, r0, #1
    mov r2, r1
    mov r3, r1
    mov r4, r1
    mov r5, r1
    mov r6, r1
    mov r7, r1
    mov r8, r1
    mov r9, r1
    mov r10, r1
    mov r11, r1
    mov r12, r1
    msr apsr_nzcvqg, r1
    cpsie i
    blxns r0
    cpsid i
    pop {r3-r11, pc}
