"""Rows of figures: a line each on standard output, a line of JSON each in a file."""

import contextlib
import json


class Report:
    def __init__(self, file, group, device):
        self.file, self.group, self.device = file, group, device
        self.rows = []

    def row(self, check, state="figures", note="", **figures):
        """state: ok, wrong or error in group exactness; figures, error or skipped elsewhere."""
        row = {"group": self.group, "check": check, "state": state, "figures": figures, "note": note}
        self.rows.append(row)
        with open(self.file, "a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")
        print(line(row), flush=True)

    @contextlib.contextmanager
    def attempt(self, check, clock=None):
        """A check that fails is told in one line; the next one goes on."""
        from timing import free_memory

        if clock is not None and clock.left() <= 0:
            self.row(check, "skipped", "the group's time is used up")
            yield False
            return
        try:
            yield True
        except Exception as e:  # whatever a device, a driver or a build can throw
            self.row(check, "error", explain(e))
        free_memory(self.device)


def explain(error):
    """One line: the last one of libtorch's report names the fault, as DecoderProgram.explain knows."""
    lines = [part.strip() for part in str(error).splitlines() if part.strip()]
    text = lines[-1] if lines else ""
    whole = str(error)
    if "out of memory" in whole or "can't allocate memory" in whole:
        named = [part for part in lines if "allocate" in part or "out of memory" in part]
        return f"out of memory: {(named or lines)[-1][:160]}"
    missing = ("no attribute", "no overload", "Unknown builtin op", "not implemented", "Could not run", "not available")
    if any(sign in whole for sign in missing):
        return f"a kernel is missing: {lines[0][:200]}"
    return f"{type(error).__name__}: {text[:200]}"


def number(value):
    if isinstance(value, float):
        if value == 0 or 0.001 <= abs(value) < 100_000:
            return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
        return f"{value:.1e}"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {number(entry)}" for key, entry in value.items())
    if isinstance(value, (list, tuple)):
        return " | ".join(number(entry) for entry in value)
    return str(value)


def line(row):
    figures = "; ".join(f"{name.replace('_', ' ')} {number(value)}" for name, value in row["figures"].items())
    told = "; ".join(part for part in (figures, row["note"]) if part)
    return f"{row['state']:<8}{row['group']:<10} {row['check']:<46} {told}"
