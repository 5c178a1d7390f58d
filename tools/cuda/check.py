#!/usr/bin/env python3
"""Checks of the decoder on a GPU, with Python's torch alone. See README.md beside this file."""

import argparse
import datetime
import importlib.util
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

# Groups in this order; each gets its share of the time that is left.
GROUPS = {"exactness": 3, "speed": 5, "paper": 3, "batches": 4}
MARGIN = 20.0  # seconds for the last figure of a group


def main():
    options = parser().parse_args()
    if importlib.util.find_spec("torch") is None:
        print(f"{sys.executable} has no torch; SSD_PYTHON names another Python")
        return 2
    if options.command == "golden":
        from exactness import make_golden

        make_golden(options.folder)
        return 0
    if options.child:
        return child(options)
    return run(options)


def parser():
    top = argparse.ArgumentParser(prog="check", description=__doc__)
    top.add_argument("command", choices=["run", "golden"])
    top.add_argument("folder", type=Path, help="what `check prepare` wrote")
    top.add_argument("--device", default="cuda", help="cuda, cuda:N or cpu")
    top.add_argument("--small", action="store_true", help="tiny shapes: a rehearsal in seconds")
    top.add_argument("--only", choices=list(GROUPS), help="one group")
    top.add_argument("--json", type=Path, help="where the rows go; without it FOLDER/report.json")
    top.add_argument("--seconds", type=float, default=300, help="for everything; a group may take 20 more")
    top.add_argument("--plant", default="", help=argparse.SUPPRESS)  # wrong-logit,missing-kernel,out-of-memory
    top.add_argument("--child", help=argparse.SUPPRESS)
    top.add_argument("--end", type=float, help=argparse.SUPPRESS)
    top.add_argument("--rows", type=Path, help=argparse.SUPPRESS)
    return top


# ---- the parent: a process for each group, so that one that dies or hangs does not take the others along


def run(options):
    end = time.monotonic() + options.seconds
    file = options.json or options.folder / "report.json"
    rows_file = file.with_suffix(".rows")
    file.parent.mkdir(parents=True, exist_ok=True)
    rows_file.write_text("", encoding="utf-8")
    groups = [options.only] if options.only else list(GROUPS)
    started = time.time()
    for number, group in enumerate(groups):
        weights = [GROUPS[name] for name in groups[number:]]
        run_group(options, group, rows_file, (end - time.monotonic()) * weights[0] / sum(weights))
    rows = read_rows(rows_file)
    faults = [row for row in rows if row["state"] in ("wrong", "error")]
    failed = [row for row in faults if row["group"] in ("exactness", "group") or row["check"] == "device"]
    document = {
        "machine": next((row["figures"] for row in rows if row["check"] == "machine"), {}),
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "command": " ".join(sys.argv[1:]),
        "seconds": round(time.time() - started, 1),
        "rows": rows,
    }
    file.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    rows_file.unlink()
    print(f"{len(rows)} rows in {document['seconds']:.0f} s, {len(failed)} failed; {file}")
    return 1 if failed else 0


def run_group(options, group, rows_file, seconds):
    from report import Report

    command = [sys.executable, str(Path(__file__).resolve()), "run", str(options.folder), "--child", group]
    command += ["--rows", str(rows_file), "--device", options.device, "--plant", options.plant]
    command += ["--end", str(time.time() + seconds)] + (["--small"] if options.small else [])
    told = Report(rows_file, "group", "cpu")
    # Threads of OpenMP that spin while they wait cost a shared CPU minutes (design/01-decoder.md).
    environment = {"GOMP_SPINCOUNT": "2000", **os.environ}
    sys.stdout.flush()
    try:
        status = subprocess.run(command, env=environment, timeout=max(0.0, seconds) + MARGIN).returncode
    except subprocess.TimeoutExpired:
        told.row(group, "skipped", f"ended after {seconds + MARGIN:.0f} s; the rows above are valid")
        return
    if status != 0:
        told.row(group, "error", f"its process ended with status {status}; the other groups go on")


def read_rows(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


# ---- a group


def child(options):
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # the profiler's remarks about a machine without a card
    import torch
    from report import Report
    from timing import Clock

    report = Report(options.rows, options.child, options.device)
    options.earlier = read_rows(options.rows)
    options.seconds_each = 0.004 if options.small else 0.3
    options.device = "cuda:0" if options.device == "cuda" else options.device
    if options.device != "cpu" and not torch.cuda.is_available():
        report.row("device", "error", f"{options.device} was asked for, but torch {torch.__version__} sees none")
        return 0
    if options.device == "cpu" and options.small:
        torch.set_num_threads(1)  # threads that wait for one another cost a shared machine minutes
    clock = Clock(options.end - time.time())
    if not any(row["check"] == "machine" for row in options.earlier):
        report.row("machine", **machine(torch, options.device))
    with torch.no_grad(), report.attempt(options.child):
        importlib.import_module(options.child).run(report, options, clock)
    return 0


def machine(torch, device):
    found = {"torch": torch.__version__, "python": platform.python_version(), "host_cores": os.cpu_count()}
    if device != "cpu":
        card = torch.cuda.get_device_properties(device)
        found["card"] = card.name
        found["memory_GB"] = round(card.total_memory / 1e9, 1)
        found["multiprocessors"] = card.multi_processor_count
        found["cuda"] = torch.version.cuda
    return found


if __name__ == "__main__":
    sys.exit(main())
