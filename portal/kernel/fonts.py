"""Where the portal's own font lies: Noto Sans SC (SIL Open Font License), Latin and Chinese in one file."""

from pathlib import Path

import justmytype_intl_cjk

FAMILY = "Noto Sans SC"


def font_folder() -> Path:
    """A folder with this one font; the package's other fonts would slow its users down."""
    return Path(justmytype_intl_cjk.__file__).parent / "fonts" / "ofl" / "notosanssc"


def font_file() -> Path:
    """The variable font itself: every weight in one file."""
    return font_folder() / "NotoSansSC[wght].ttf"
