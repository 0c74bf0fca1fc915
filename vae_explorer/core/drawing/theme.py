"""Colours, spacing and type sizes, of the window and of films."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Spacing:
    """Distances in device-independent pixels, on a grid of four."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741 - one letter like its neighbours
    xl: int = 24


@dataclass(frozen=True)
class TypeSizes:
    """Text heights in device-independent pixels."""

    caption: int = 12
    body: int = 13
    heading: int = 15
    display: int = 24


@dataclass(frozen=True)
class Theme:
    """Every colour of the window as ``#rrggbb``, with the spacing and the type sizes.

    ``accent`` fills (with ``accent_text`` on it); ``accent_ink`` draws: text, icons and lines on
    panels. ``border`` is a hairline between planes; ``outline`` is the edge that a control is
    recognised by (3:1 against its ground). ``plot_handle`` is the cursor in the latent plane,
    drawn on ``plot_handle_halo`` so that it shows on dots of any colour. ``scale`` enlarges what is
    drawn in pixels and is no text: dots, handle, lines.
    """

    name: str
    is_dark: bool

    window: str
    panel: str
    raised: str
    hover: str
    pressed: str
    field: str
    border: str
    outline: str

    text: str
    muted: str
    disabled: str
    icon: str

    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    accent_ink: str
    accent_soft: str
    focus: str

    selection: str
    selection_text: str
    tooltip: str
    tooltip_text: str

    plot_background: str
    plot_axis: str
    plot_grid: str
    plot_handle: str
    plot_handle_halo: str

    info: str
    info_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str

    space: Spacing = Spacing()
    type: TypeSizes = TypeSizes()
    scale: float = 1.0

    def enlarged(self, factor: float) -> Theme:
        """The same theme with all text and marks ``factor`` times as large, as for a talk."""
        sizes = {f.name: round(getattr(self.type, f.name) * factor) for f in fields(TypeSizes)}
        return replace(self, type=TypeSizes(**sizes), scale=self.scale * factor)


LIGHT = Theme(
    name="light",
    is_dark=False,
    window="#e9ebef",
    panel="#f7f8fa",
    raised="#ffffff",
    hover="#e6e9ef",
    pressed="#d8dde6",
    field="#ffffff",
    border="#d5d9e0",
    outline="#868d9a",
    text="#1a1e26",
    muted="#565e6c",
    disabled="#9aa1ad",
    icon="#3b4350",
    accent="#2f62dd",
    accent_hover="#2656cb",
    accent_pressed="#1f49b0",
    accent_text="#ffffff",
    accent_ink="#2456cf",
    accent_soft="#dfe8fc",
    focus="#2f62dd",
    selection="#cfdefc",
    selection_text="#10203f",
    tooltip="#262b34",
    tooltip_text="#f2f4f8",
    plot_background="#ffffff",
    plot_axis="#565e6c",
    plot_grid="#e3e6eb",
    plot_handle="#11151c",
    plot_handle_halo="#ffffff",
    info="#2456cf",
    info_soft="#e6eefd",
    success="#17744a",
    success_soft="#e2f4ea",
    warning="#8a5600",
    warning_soft="#fdf1d4",
    danger="#c0262d",
    danger_soft="#fdeaea",
)

DARK = Theme(
    name="dark",
    is_dark=True,
    window="#0f1115",
    panel="#1a1d23",
    raised="#262a32",
    hover="#2b3039",
    pressed="#353b46",
    field="#121419",
    border="#2c313a",
    outline="#6d7685",
    text="#e8ebf0",
    muted="#a6aebb",
    disabled="#636b78",
    icon="#c3cad5",
    accent="#3a6fe8",
    accent_hover="#2f64dc",
    accent_pressed="#2856c2",
    accent_text="#ffffff",
    accent_ink="#84aaff",
    accent_soft="#22335c",
    focus="#84aaff",
    selection="#2b4580",
    selection_text="#f3f6fc",
    tooltip="#343a45",
    tooltip_text="#f2f4f8",
    plot_background="#14161b",
    plot_axis="#a6aebb",
    plot_grid="#282c34",
    plot_handle="#ffffff",
    plot_handle_halo="#0b0d10",
    info="#84aaff",
    info_soft="#1a2745",
    success="#5ccf96",
    success_soft="#142c20",
    warning="#f2bb5c",
    warning_soft="#32270f",
    danger="#ff8a86",
    danger_soft="#3b1c1f",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
