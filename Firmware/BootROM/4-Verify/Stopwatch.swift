/// SysTick: runs from the moment that an image is loaded, so that the firmware can tell how long its verification took.
/// The firmware may use it otherwise.
enum Stopwatch {
    @inline(__always)
    static func start() {
        Register(0xE000_E014).store(0x00FF_FFFF)
        Register(0xE000_E018).store(0)
        Register(0xE000_E010).store(0b101)
    }
}
