"""Times of passes: device events around a call, medians, a limit of time for each figure."""

import gc
import statistics
import time
import warnings

import torch


class Clock:
    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self):
        return self.end - time.monotonic()


def is_cuda(device):
    return torch.device(device).type == "cuda"


def synchronize(device):
    if is_cuda(device):
        torch.cuda.synchronize()


def free_memory(device):
    gc.collect()
    if is_cuda(device):
        torch.cuda.empty_cache()


def passes(device, call, seconds=0.4, most=40):
    """Medians in ms: `ms` between events on the device (wall time on a CPU), `host` until the call returned, `wall`."""
    call()
    synchronize(device)
    call()
    synchronize(device)
    taken, host, wall = [], [], []
    end = time.perf_counter() + seconds
    while len(taken) < 3 or (len(taken) < most and time.perf_counter() < end):
        before = after = None
        if is_cuda(device):
            before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start = time.perf_counter()
        if before:
            before.record()
        call()
        returned = time.perf_counter()
        if after:
            after.record()
        synchronize(device)
        finished = time.perf_counter()
        host.append(1e3 * (returned - start))
        wall.append(1e3 * (finished - start))
        taken.append(before.elapsed_time(after) if before else wall[-1])
    return {name: statistics.median(times) for name, times in (("ms", taken), ("host", host), ("wall", wall))}


def queued(device, call, repeats, rounds=3):
    """Milliseconds of one call on the device alone: the calls wait in the queue until all of them are launched."""
    call()
    synchronize(device)
    if not is_cuda(device):
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        return 1e3 * (time.perf_counter() - start) / repeats
    best = []
    for _ in range(rounds):
        before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda._sleep(20_000_000)  # cycles: about 10 ms
        before.record()
        for _ in range(repeats):
            call()
        after.record()
        synchronize(device)
        best.append(before.elapsed_time(after) / repeats)
    return statistics.median(best)


def launches(device, call):
    """(kernels, copies, ms of both) of one call. On a CPU the first is the number of operators that call no other."""
    from torch.autograd import DeviceType
    from torch.profiler import ProfilerActivity, profile

    activities = [ProfilerActivity.CPU] + ([ProfilerActivity.CUDA] if is_cuda(device) else [])
    call()
    synchronize(device)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with profile(activities=activities) as profiler:
            call()
            synchronize(device)
        events = profiler.events()
    if not is_cuda(device):
        return len([e for e in events if e.name.startswith("aten::") and not e.cpu_children]), 0, 0.0
    ran = [e for e in events if e.device_type == DeviceType.CUDA]
    copies = [e for e in ran if e.name.startswith(("Memcpy", "Memset"))]
    busy = sum(e.time_range.elapsed_us() for e in ran) / 1e3
    return len(ran) - len(copies), len(copies), busy


def copy_bandwidth(device, size):
    """GB/s of a copy on the device, bytes read plus bytes written."""
    source = torch.empty(size, dtype=torch.uint8, device=device)
    source.zero_()
    target = torch.empty_like(source)
    ms = passes(device, lambda: target.copy_(source), seconds=0.5)["ms"]
    return 2 * size / ms / 1e6
