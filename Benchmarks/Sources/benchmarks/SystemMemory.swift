import Files
import Foundation
import Model

/// Makes the system's memory the same for every program that is measured.
enum SystemMemory {
    /// Reads the file, so that it is held, and touches as much memory as writing it anew will take.
    ///
    /// Both matter on a virtual machine: its host takes back pages of files that nobody read for a minute, and memory that
    /// is free; the program that needs them next would pay for it, with twice the time of a whole copy.
    ///
    /// For a process of its own: what it holds at most is its parent's too, in the system's count.
    static func hold(_ path: String) throws {
        let source = try FileSource(path)
        try source.forEachChunk(in: 0..<source.count) { _ in }
        let count = source.count + (64 << 20)
        // Released at once: the next program is given the same pages.
        let memory = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard unsafe memory != MAP_FAILED, let memory = unsafe memory else { throw WrongOutcome("no memory") }
        unsafe memset(memory, 1, count)
        unsafe munmap(memory, count)
    }
}
