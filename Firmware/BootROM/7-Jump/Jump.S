// The end of the ROM: from here on the secure firmware runs.
    .syntax unified
    .thumb

    .equ FIRST,   0x30000008        // WorkingMemory.firstDecision
    .equ SECOND,  0x3000000C        // WorkingMemory.secondDecision
    .equ GRANTED, 0x5A3CA5C3        // Decision.granted

// void boot_jump(uint32_t entry, uint32_t stack, uint32_t vectors, uint32_t stackLimit)
//
// The entry comes with what is left of both control-flow counters on it, and goes through both decisions: only if all of
// them are what they should be is it an address. Everything else leads to an address where nothing can be executed.
    .section .text.boot_jump, "ax"
    .thumb_func
    .global boot_jump
boot_jump:
    ldr r4, =GRANTED
    ldr r5, =FIRST
    ldr r6, [r5]
    cmp r6, r4
    bne boot_stop
    eor r6, r6, r4
    eor r0, r0, r6
    ldr r5, =SECOND
    ldr r6, [r5]
    cmp r6, r4
    bne boot_stop
    eor r6, r6, r4
    eor r0, r0, r6
    // Once more, from memory again: whoever skips a branch above meets it here.
    ldr r6, [r5]
    cmp r6, r4
    bne boot_stop
    ldr r5, =FIRST
    ldr r6, [r5]
    cmp r6, r4
    bne boot_stop
    // VTOR, then the stack: nothing is on it any more. What comes here without the above is the ROM without its defences.
    .thumb_func
    .global boot_enter
boot_enter:
    ldr r5, =0xE000ED08
    str r2, [r5]
    msr msplim, r3
    msr msp, r1
    dsb
    isb
    // Nothing of the ROM's is left in registers.
    movs r1, #0
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
    mvn lr, r1
    msr apsr_nzcvq, r1
    cpsie i
    bx r0
boot_stop:
    b boot_stop
    b boot_stop
    .ltorg
