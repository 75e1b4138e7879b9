"""Files as partners try them, about the last two weeks, so that their days are plausible whenever a test runs."""

from datetime import date, timedelta

from portal.kernel.clock import today


def last_week() -> tuple[date, date]:
    """The seven days up to yesterday."""
    return today() - timedelta(days=7), today() - timedelta(days=1)


def x12_activity(*detail: str, place: str = "S1", number: int = 7) -> bytes:
    """An 852 about one store and the last week."""
    first, last = last_week()
    text = f"{number:09}"
    lines = sum(segment.startswith("LIN") for segment in detail)
    segments = [
        f"ISA*00*          *00*          *ZZ*RETAILER       *ZZ*MAITE          *{last:%y%m%d}*0600*U*00401*{text}*0*P*>",
        f"GS*PD*STORES*PLANT*{last:%Y%m%d}*0600*7*X*004010VICS",
        *("ST*852*0001", f"XQ*H*{first:%Y%m%d}*{last:%Y%m%d}", f"N1*RL**92*{place}"),
        *detail,
        *(f"CTT*{lines}", f"SE*{len(detail) + 5}*0001", "GE*1*7", f"IEA*1*{text}"),
    ]
    return ("~".join(segments) + "~").encode()


def edifact_sales(*detail: str) -> bytes:
    """A SLSRPT about the last week."""
    first, last = last_week()
    inner = [
        *("BGM+73E::9+4711+9", f"DTM+137:{last:%Y%m%d}:102", f"DTM+90:{first:%Y%m%d}:102"),
        *(f"DTM+91:{last:%Y%m%d}:102", "NAD+SE+4012345000009::9", "CUX+2:EUR:10"),
        *(*detail, "UNS+S"),
    ]
    segments = [
        f"UNB+UNOC:3+4012345000009:14+5412345000013:14+{last:%y%m%d}:0800+000042",
        "UNH+M1+SLSRPT:D:01B:UN:EAN005",
        *inner,
        *(f"UNT+{len(inner) + 2}+M1", "UNZ+1+000042"),
    ]
    return "".join(f"{segment}'" for segment in segments).encode()
