// The system calls that containing a process takes, by koffi. Without them there are fewer ways to find it again (marks.ts).
import { type Bound, bindLibrary, type Errno, errnoOf, type Koffi } from "../platform/koffi.ts"

export interface System {
  /** From here on orphans among the descendants of this process become its children. */
  readonly adoptOrphans: () => Errno | undefined
  /** From here on programs inherit no descriptors but those that they are given, not even those that this process inherited. */
  readonly closeOnExec: () => Errno | undefined
  /** Of a process, 0 for this one. RLIMIT_RTTIME counts for processes of a real-time class only. */
  readonly limit: (pid: number) => { readonly soft: bigint; readonly hard: bigint } | Errno
  readonly setLimit: (pid: number, value: bigint) => Errno | undefined
  /** Takes note of the end of an own child, if it has ended. */
  readonly reap: (pid: number) => void
  /** A pipe whose ends no other program inherits. */
  readonly pipe: () => { readonly read: number; readonly write: number } | Errno
  /** A descriptor that stands for the process, whatever its number is used for later. */
  readonly openProcess: (pid: number) => number | Errno
  readonly signal: (process: number, signal: number) => Errno | undefined
}

const PR_SET_CHILD_SUBREAPER = 36
const RLIMIT_RTTIME = 15
const WNOHANG = 1
const O_CLOEXEC = 0o2000000
// The numbers of these are the same wherever Linux runs.
const SYS_pidfd_send_signal = 424
const SYS_pidfd_open = 434
const SYS_close_range = 436
const CLOSE_RANGE_CLOEXEC = 4
const firstOther = 3
const lastPossible = 0xffff_ffff

const bind = (koffi: Koffi): System => {
  const libc = koffi.load(null)
  const prctl = libc.func("int prctl(int option, ulong a, ulong b, ulong c, ulong d)")
  const prlimit = libc.func("int prlimit(int pid, int resource, const uint64_t *set, _Out_ uint64_t *was)")
  const waitpid = libc.func("int waitpid(int pid, void *status, int options)")
  const pipe2 = libc.func("int pipe2(_Out_ int *ends, int flags)")
  const open = libc.func("syscall", "long", ["long", "int", "uint"])
  const send = libc.func("syscall", "long", ["long", "int", "int", "void *", "uint"])
  const closeRange = libc.func("syscall", "long", ["long", "uint", "uint", "uint"])
  const failed = (result: number): Errno | undefined => (result < 0 ? errnoOf(koffi) : undefined)

  return {
    adoptOrphans: () => failed(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)),
    closeOnExec: () => failed(closeRange(SYS_close_range, firstOther, lastPossible, CLOSE_RANGE_CLOEXEC)),
    limit: (pid) => {
      const was = new BigUint64Array(2)
      return failed(prlimit(pid, RLIMIT_RTTIME, null, was)) ?? { soft: was[0]!, hard: was[1]! }
    },
    setLimit: (pid, value) => failed(prlimit(pid, RLIMIT_RTTIME, BigUint64Array.of(value, value), null)),
    reap: (pid) => void waitpid(pid, null, WNOHANG),
    pipe: () => {
      const ends = new Int32Array(2)
      return failed(pipe2(ends, O_CLOEXEC)) ?? { read: ends[0]!, write: ends[1]! }
    },
    openProcess: (pid) => {
      const fd = open(SYS_pidfd_open, pid, 0)
      return failed(fd) ?? fd
    },
    signal: (process, signal) => failed(send(SYS_pidfd_send_signal, process, signal, null, 0))
  }
}

let loaded: Bound<System> | undefined

/** The calls of this machine, or why there are none; loaded when they are first asked for. */
export const loadSystem = (): Bound<System> => (loaded ??= bindLibrary(bind))
