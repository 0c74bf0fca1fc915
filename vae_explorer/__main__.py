"""``python -m vae_explorer``."""

from __future__ import annotations

import sys

from vae_explorer.cli import main

if __name__ == "__main__":
    sys.exit(main())
