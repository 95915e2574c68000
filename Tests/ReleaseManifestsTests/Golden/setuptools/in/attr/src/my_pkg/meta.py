"""Doc with __version__ = "9.9.9"."""
from typing import Final
__version__: Final[str] = "2.1.0rc1"  # kept
version_info = ("2", "1")
