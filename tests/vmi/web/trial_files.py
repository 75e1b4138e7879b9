"""Files as partners try them, of days that are plausible whenever a test runs, and short ways to try them."""

import html
from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tenancy import active, system_scope
from portal.kernel.clock import today
from vmi.models import Order, Posting, ReportDocument
from vmi.selectors.trials import sample_for, trial_of

# Detail of an 852 that is right in every respect.
GOOD = ("LIN**CB*P-1", "ZA*QS*5*EA", "ZA*QA*40*EA")


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


def send(player, content: bytes, name: str = "week.csv", **fields):
    """The answer to dropping a file."""
    file = SimpleUploadedFile(name, content)
    place = "/partner/feeds/try/" if player.person.partner_id else "/workspace/intake/feeds/try/"
    return player.browser.post(place, {"file": file, **fields})


def tried(player, content: bytes, name: str = "week.csv") -> str:
    """The address of the sample's page."""
    response = send(player, content, name)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def page(player, address: str) -> str:
    response = player.browser.get(address)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def trial_at(player, address: str):
    with active(player.scope):
        number = int(address.rstrip("/").rpartition("/")[2])
        return trial_of(player.scope, sample_for(player.scope, number))


def nothing_came_of_it() -> bool:
    """No report, posting or order."""
    with system_scope(reason="look"):
        models = (ReportDocument, Posting, Order)
        return not any(model.objects.exists() for model in models)
