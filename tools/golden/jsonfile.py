"""JSON as the golden files have it: one entry a line, float32 values in their shortest exact form."""

import json

import numpy as np


def float32(values):
    """Python floats that print as the shortest text which gives the same float32 again."""
    array = np.asarray(values, dtype=np.float32)
    return [float(str(value)) for value in array.ravel()]


def rounded(value, digits=3):
    """A measured figure, not an expectation: a few digits are enough."""
    return float(f"{value:.{digits}g}")


def write(path, document):
    """One line for each key of the document and for each element of a list of objects."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            entries = ",\n".join("  " + _dump(entry) for entry in value)
            lines.append(f'{_dump(key)}: [\n{entries}\n ]')
        else:
            lines.append(f"{_dump(key)}: {_dump(value)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n " + ",\n ".join(lines) + "\n}\n", encoding="utf-8")


def _dump(value):
    return json.dumps(value, separators=(", ", ": "), allow_nan=False)
