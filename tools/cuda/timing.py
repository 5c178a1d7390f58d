"""Times of passes: device events around a call, lower quartiles, a limit of time for each figure."""

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
    """Times of one call, see `together`."""
    return together(device, {"": call}, seconds, most)[""]


def together(device, calls, seconds=0.4, most=40):
    """Times of several calls in ms, taken in turns, so that a change of the host's speed meets all of them alike.

    key -> `ms` between events on the device (wall time on a CPU), `host` until the call returned, `wall`: lower
    quartiles, because a disturbance of the host only adds. `scatter` is the upper quartile of `ms` over the lower one.
    `seconds` is the time for each call.
    """
    for call in calls.values():
        for _ in range(2):
            call()
            synchronize(device)
    times = {key: [] for key in calls}
    end, rounds = time.perf_counter() + seconds * len(calls), 0
    while rounds < 3 or (rounds < most and time.perf_counter() < end):
        for key, call in calls.items():
            times[key].append(timed_once(device, call))
        rounds += 1
    found = {}
    for key, taken in times.items():
        quartiles = [statistics.quantiles(column, n=4, method="inclusive") for column in zip(*taken)]
        found[key] = {name: column[0] for name, column in zip(("ms", "host", "wall"), quartiles)}
        found[key]["scatter"] = quartiles[0][2] / quartiles[0][0]
    return found


def timed_once(device, call):
    """(ms, host, wall) of one call."""
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
    wall = 1e3 * (time.perf_counter() - start)
    return before.elapsed_time(after) if before else wall, 1e3 * (returned - start), wall


def as_graph(device, call):
    """The call as a CUDA graph: one launch starts all its kernels. On a CPU it is the call itself."""
    if not is_cuda(device):
        return call
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(2):
            call()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        call()
    return graph.replay


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
