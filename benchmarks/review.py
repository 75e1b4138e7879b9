"""How long an account review takes and what it holds in memory, beside the emptiest PDF.

Run on a portal with data: TANDEM_DATA=… python benchmarks/review.py [--reviews 10]. Seconds are of the
processor, so that neighbours on the machine don't count; the ratios to the empty page travel.
"""

# ruff: noqa: E402  (Django wants to be set up before anything of ours is imported)

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.development")

import django

django.setup()

import weasyprint

from accounts.tenancy import active, system_scope_for
from keyaccounts.models import Account
from portal.kernel.clock import today
from reports.render.pdf import VARIANT, pdf_of
from reports.selectors.periods import usual_period
from reports.selectors.review import gather_review

MEBIBYTE = 1024  # ru_maxrss counts KiB


def seconds_of(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def memory() -> int:
    """The most memory that the process ever held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE


def empty_page() -> bytes:
    page: bytes = weasyprint.HTML(string="<!doctype html><html lang=en><title>x</title>").write_pdf(
        pdf_variant=VARIANT
    )
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=10)
    asked = parser.parse_args()
    scope, period = system_scope_for("benchmark"), usual_period(today())
    with active(scope):
        codes = list(Account.objects.values_list("partner__code", flat=True)[: asked.reviews])
    empty_page()
    empty, floor = seconds_of(empty_page), memory()
    print(f"empty page        {empty:7.3f} s     1.0   {floor} MiB")

    def review(code: str) -> bytes:
        return pdf_of(gather_review(scope, code, period, language="zh"))

    gather = seconds_of(lambda: gather_review(scope, codes[0], period, language="zh"))
    print(f"gather, first     {gather:7.3f} s {gather / empty:7.1f}   {memory()} MiB")
    first = seconds_of(lambda: review(codes[0]))
    print(f"one review        {first:7.3f} s {first / empty:7.1f}   {memory()} MiB")
    every = seconds_of(lambda: [review(code) for code in codes])
    print(
        f"{len(codes):2} reviews, each  {every / len(codes):7.3f} s {every / len(codes) / empty:7.1f}   {memory()} MiB"
    )


if __name__ == "__main__":
    main()
