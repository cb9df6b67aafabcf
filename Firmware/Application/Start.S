// The non-secure world: where the secure one jumps to, and how this one calls it.
    .syntax unified
    .thumb

    .equ STACK_LIMIT, 0x20038000    // WorkingMemory.stackLimit
    .equ STACK_TOP,   0x20040000    // WorkingMemory.stackTop
    .equ GATEWAY,     0x1A400280    // MemoryMap.secureGateway

    .section .vectors, "a"
    .word STACK_TOP
    .word Start
    // Faults that this world could have are not enabled, and so are the secure world's.
    .rept 14
    .word Start
    .endr

    .section .text.start, "ax"
    .thumb_func
    .global Start
Start:
    ldr r0, =STACK_LIMIT
    msr msplim, r0
    b application

// uint32_t secure_gateway(uint32_t command, uint32_t in, uint32_t out, uint32_t counts)
    .section .text.secure_gateway, "ax"
    .thumb_func
    .global secure_gateway
secure_gateway:
    push {r4, lr}
    ldr r12, =GATEWAY + 1
    blx r12
    pop {r4, pc}
    .ltorg
