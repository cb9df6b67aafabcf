// The one place at which the non-secure world may enter this one.
    .syntax unified
    .thumb

// All of the SAU's non-secure-callable region, of 32 octets: nothing else in it may be, or look like, an SG.
    .section .gateway, "ax"
    .balign 32
    .thumb_func
    .global SecureGateway
SecureGateway:
    sg
    b.w gateway
    .rept 12
    udf #0
    .endr

// r0 = command, r1 = octets in, r2 = room for octets out, r3 = their counts (out << 16 | in)
// -> r0 = octets << 16 | status. Of the other registers only what the caller gave comes back.
    .section .text.gateway, "ax"
    .thumb_func
gateway:
    // Not interrupted from here on: an interrupt of the non-secure world could come in a second time, and could change what
    // is being looked at.
    cpsid i
    // SG cleared bit 0 of the return address, and so made it one of the other world. It must be an address there, and no
    // magic number that BXNS would take for a return to this one.
    lsrs r12, lr, #28
    bne 1f
    push {r4, lr}
    bl secure_request
    pop {r4, lr}
    movs r1, #0
    mov r2, r1
    mov r3, r1
    mov r12, r1
    msr apsr_nzcvqg, r1
    cpsie i
    bxns lr
1:  mov r0, lr
    bl secure_return_refused
2:  b 2b

// uint32_t caller_access(uint32_t address): the answer of TT for the non-secure world, as privileged as it is now.
    .section .text.caller_access, "ax"
    .thumb_func
    .global caller_access
caller_access:
    mrs r1, ipsr
    cbnz r1, 1f
    mrs r1, control_ns
    tst r1, #1
    bne 2f
1:  tta r0, r0
    bx lr
2:  ttat r0, r0
    bx lr

// void barrier(void): what was written to control registers holds from here on.
    .section .text.barrier, "ax"
    .thumb_func
    .global barrier
barrier:
    dsb
    isb
    bx lr
