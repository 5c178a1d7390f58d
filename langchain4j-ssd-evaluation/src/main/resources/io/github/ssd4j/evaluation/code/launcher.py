"""Runs one untrusted program under limits and says how it ended.

The argument is a JSON object: sealed, mapped (see ProgramRunner), work, seconds, memory_bytes, file_bytes, processes. The
program comes on standard input; one line of JSON goes to standard output: outcome (PASSED, FAILED, TIMED_OUT or, when the
limits could not be set, UNUSABLE) and error. This process stays outside the limits, watches, and ends all that is left.
"""

import ctypes
import json
import os
import random
import resource
import select
import signal
import sys
import time

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 36, 38
MS_NOSUID, MS_NODEV = 2, 4
SYS_MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY = 442, -100, 0x8000, 1
TAIL_BYTES = 8192


def main():
    options = json.loads(sys.argv[1])
    program = sys.stdin.buffer.read()
    try:
        outcome, error = run(options, program)
    except Exception as failure:
        outcome, error = "UNUSABLE", describe(failure)
    print(json.dumps({"outcome": outcome, "error": error}), flush=True)


def describe(failure):
    return f"{type(failure).__name__}: {failure}"


def run(options, program):
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    user = random.randrange(61184, 65520) if os.getuid() == 0 and not options["mapped"] else None
    if libc:
        guard(libc)
    if options["sealed"]:
        seal(libc, options["work"], options["file_bytes"])
    os.chdir(options["work"])

    secret = os.urandom(16).hex().encode()
    report, report_end = os.pipe()
    errors, errors_end = os.pipe()
    started, started_end = os.pipe()
    with open("program.py", "wb") as file:
        file.write(program + farewell(report_end, secret))
    if user is not None:
        os.chown(".", user, user)
        os.chown("program.py", user, user)

    child = os.fork()
    if child == 0:
        become(libc, user, options, report_end, errors_end, started_end)
    for end in (report_end, errors_end, started_end):
        os.close(end)
    trouble = os.read(started, 1024)  # the other end closes when the program starts
    if trouble:
        raise OSError(trouble.decode())
    deadline = time.monotonic() + options["seconds"]
    status, tail = watch(child, errors, deadline)
    if os.getpid() != 1:  # the first process of a namespace takes all others with it
        sweep(child)
    os.set_blocking(report, False)
    try:
        reported = os.read(report, 1024)
    except BlockingIOError:
        reported = b""
    return verdict(status, reported == secret, tail.decode("utf-8", "replace"))


def farewell(report, secret):
    """The last lines of the program: only a program that gets here has passed its checks."""
    return b'\n__import__("os").write(%d, b"%b")\n__import__("os")._exit(0)\n' % (report, secret)


def guard(libc):
    """Makes this process the one that orphans fall back to, the first to go when memory is short, and no one's to inspect."""
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass  # no /proc, or not a writable one: then as good or bad a victim as any
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def seal(libc, work, size):
    """In a mount namespace of its own: everything becomes read-only; sockets and others' files are hidden; work is memory."""
    # struct mount_attr: attr_set, attr_clr, propagation, userns_fd
    attributes = (ctypes.c_uint64 * 4)(MOUNT_ATTR_RDONLY, 0, 0, 0)
    check(
        libc.syscall(
            ctypes.c_long(SYS_MOUNT_SETATTR),
            ctypes.c_long(AT_FDCWD),
            ctypes.c_char_p(b"/"),
            ctypes.c_long(AT_RECURSIVE),
            ctypes.byref(attributes),
            ctypes.c_size_t(ctypes.sizeof(attributes)),
        )
    )
    python = {os.path.realpath(path) for path in (sys.executable, sys.prefix, sys.base_prefix)} | {sys.executable}
    for folder in ("/run", "/tmp", "/var/tmp", "/dev/shm"):
        if os.path.isdir(folder) and not any(path.startswith(os.path.realpath(folder) + "/") for path in python):
            mount_memory(libc, folder, 1 << 16, 0o755)
    os.makedirs(work, exist_ok=True)
    mount_memory(libc, work, size + (1 << 20), 0o700)


def mount_memory(libc, folder, size, mode):
    data = f"size={size},nr_inodes=4096,mode={mode:o}".encode()
    flags = ctypes.c_ulong(MS_NOSUID | MS_NODEV)
    check(libc.mount(b"tmpfs", os.fsencode(os.path.realpath(folder)), b"tmpfs", flags, data))


def check(result):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def become(libc, user, options, report, errors, started):
    """In the child: takes the limits on and becomes the program; never returns."""
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(errors, 2)
        os.set_inheritable(report, True)
        if libc:
            for capability in range(64):  # fails beyond the last, and without the right to: then there is nothing to drop
                libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
            check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        if user is not None:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        limit(options)
        if libc:  # after the change of user, which would undo it
            check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
        home = os.getcwd()
        environment = {"PATH": "/usr/bin:/bin", "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
        os.execve(sys.executable, [sys.executable, "-I", "-B", "program.py"], environment)
    except BaseException as failure:
        os.write(started, describe(failure).encode()[:1024])
    os._exit(1)


def limit(options):
    seconds = int(options["seconds"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (options["file_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    if sys.platform != "darwin":  # which has no such limit
        resource.setrlimit(resource.RLIMIT_AS, (options["memory_bytes"],) * 2)
    limit_processes(options["processes"])


def limit_processes(count):
    """The kernel may count all processes of the user: raises the limit until one more can be started."""
    while True:
        resource.setrlimit(resource.RLIMIT_NPROC, (count, resource.getrlimit(resource.RLIMIT_NPROC)[1]))
        try:
            child = os.fork()
        except BlockingIOError:
            count *= 2
            continue
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        resource.setrlimit(resource.RLIMIT_NPROC, (count, count))
        return


def watch(child, errors, deadline):
    """Waits for the child's end or the deadline (status None); keeps the last of what it complains."""
    os.set_blocking(errors, False)
    open_ends = [errors]
    tail = b""
    while time.monotonic() < deadline:
        if select.select(open_ends, [], [], 0.01)[0]:
            chunk = read(errors)
            tail = (tail + chunk)[-TAIL_BYTES:]
            if not chunk:
                open_ends = []
        ended, status = os.waitpid(-1, os.WNOHANG)  # orphans too
        if ended == child:
            return status, (tail + read(errors))[-TAIL_BYTES:]
    return None, tail


def read(end):
    try:
        return os.read(end, 1 << 16)
    except BlockingIOError:
        return b""


def sweep(child):
    """Kills the program's process group, and on Linux what fell back to this process, for at most two seconds."""
    end = time.monotonic() + 2
    try:
        os.killpg(child, signal.SIGKILL)
    except OSError:
        pass  # all gone
    while time.monotonic() < end:
        for orphan in children():
            try:
                os.kill(orphan, signal.SIGKILL)
            except OSError:
                pass  # collected meanwhile, or not ours to kill
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.001)
        except ChildProcessError:
            return


def children():
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []


def verdict(status, reported, tail):
    if status is None or os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "TIMED_OUT", "time limit reached"
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        names = [each.name for each in signal.Signals if each == number]
        return "FAILED", f"killed by {names[0] if names else f'signal {number}'}"
    code = os.WEXITSTATUS(status)
    if reported and code == 0:
        return "PASSED", ""
    lines = [line.strip() for line in tail.splitlines() if line.strip()]
    if code == 0 or not lines:
        return "FAILED", f"ended with status {code} before its checks were done"
    return "FAILED", lines[-1]


main()
