"""The colours of charts: the light values of the portal's tokens, and how a page asks for its own."""

INK = "#1a1c1f"
GREY = "#5a5f66"
SOFT = "#85898f"
ON_SOFT = "#101214"
FAINT = "#c4c6c8"
LINE = "#dddbd5"
PAPER = "#ffffff"
ACCENT = "#1f4e96"
GOOD = "#1c6b41"
WATCH = "#835500"
ACT = "#b0281e"

# On a page a colour becomes its token, so that the same drawing serves both themes.
TOKENS = {
    INK: "ink",
    GREY: "grey",
    SOFT: "soft",
    ON_SOFT: "on-soft",
    FAINT: "faint",
    LINE: "line",
    PAPER: "paper",
    ACCENT: "accent",
    GOOD: "good",
    WATCH: "watch",
    ACT: "act",
}
TONES = {name: colour for colour, name in TOKENS.items()}
