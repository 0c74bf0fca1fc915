"""How numbers and classes are written in the plot."""

from __future__ import annotations


def number(value: float, digits: int) -> str:
    """Return a number with so many decimals and a real minus sign; never minus nought."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def class_name(names: tuple[str, ...], label: int) -> str:
    """Return the name of a class, or its number where it has none."""
    return names[label] if label < len(names) else str(label)
