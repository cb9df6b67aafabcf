// Where the ROM jumps to. Everything that can happen here but the start is the end.
    .syntax unified
    .thumb

    .section .vectors, "a"
    .word 0x30010000
    .word Start
    .rept 14
    .word Fault
    .endr

    .section .text.start, "ax"
    .thumb_func
    .global Start
Start:
    bl secure_firmware
1:  wfi
    b 1b
    .thumb_func
Fault:
    cpsid i
2:  wfi
    b 2b
