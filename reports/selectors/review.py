"""The account review: everything that its page, its workbook and its PDF say, gathered once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Permission
from accounts.selectors.base import question
from accounts.tenancy import Scope
from keyaccounts.selectors.account_page import AccountPage, account_page
from keyaccounts.selectors.gates import account_for
from keyaccounts.selectors.wording import REASON_WORDS, STRATEGY_WORDS
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.figure import Figure
from portal.kernel.numbers import (
    change_between,
    change_in_words,
    percent_in_words,
    period_in_words,
    short_in_words,
)
from portal.kernel.period import Period
from reports.selectors.document import Section, Table
from reports.selectors.next_section import Step, next_section, steps_of
from reports.selectors.purchases_section import purchases_section
from reports.selectors.relation_sections import (
    complaint_section,
    last_visit_figure,
    open_complaints_figure,
    relation_section,
)
from reports.selectors.share_section import share_section
from reports.selectors.shelf import Shelf, shelf_of
from reports.selectors.shelf_sections import (
    low_figure,
    sell_through_section,
    sold_figure,
    stock_section,
)

LANGUAGES: Final = {"zh": "zh-hans", "zh-hans": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class Review:
    """One account in a period. `period` ends today at the latest, `asked` as it was asked for.

    `profile` are words about the account: label and value.
    """

    code: str
    name: str
    manufacturer: str
    is_illustrative: bool
    asked: Period
    period: Period
    language: str
    today: date
    headline: str
    strategy: str
    reason: str
    profile: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    steps: tuple[Step, ...]
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        return f"{self.name} · {period_in_words(self.asked, self.language)}"

    @property
    def all_figures(self) -> Iterator[tuple[str, Figure]]:
        """Every figure once, with the section it stands in; those in front belong to none."""
        seen = set()
        for key, figures in (
            ("", self.figures),
            *((section.key, section.figures) for section in self.sections),
        ):
            for figure in figures:
                if figure.key not in seen:
                    seen.add(figure.key)
                    yield key, figure

    @property
    def all_tables(self) -> Iterator[Table]:
        for section in self.sections:
            yield from section.all_tables


@question(Permission.DOWNLOAD_REVIEWS)
def gather_review(scope: Scope, account_code: str, period: Period, *, language: str) -> Review:
    """The review of one account of the scope. Raises NotFound for foreign and absent alike."""
    account_for(scope, account_code)
    if period.first_day > clock.today():
        raise Invalid(
            "period_ahead",
            _("This period has not begun yet. Choose one that has."),
            "period",
        )
    with translation.override(language_of(language)):
        page = account_page(scope, account_code, period)
        return _review(page, shelf_of(scope, page), period, language_of(language))


def language_of(word: str) -> str:
    """zh-hans or en. Raises Invalid for a language that reviews are not written in."""
    try:
        return LANGUAGES[word.strip().lower()]
    except KeyError as unknown:
        raise Invalid(
            "language_unknown",
            _("Reviews are written in Chinese (zh) or English (en)."),
            "language",
        ) from unknown


def _review(page: AccountPage, shelf: Shelf, asked: Period, language: str) -> Review:
    steps = steps_of(page, shelf.running_low)
    guidance = page.row.guidance
    return Review(
        code=page.row.code,
        name=page.row.name,
        manufacturer=settings.MANUFACTURER_NAME[language],
        is_illustrative=page.row.is_illustrative,
        asked=asked,
        period=page.period,
        language=language,
        today=page.today,
        headline=_headline(page, shelf, language),
        strategy=str(STRATEGY_WORDS[guidance.strategy]),
        reason=str(REASON_WORDS[guidance.reason]),
        profile=_profile(page),
        figures=_front_figures(page, shelf),
        steps=steps,
        sections=(
            share_section(page),
            purchases_section(page),
            sell_through_section(page, shelf),
            stock_section(page, shelf),
            relation_section(page),
            complaint_section(page),
            next_section(page, steps),
        ),
    )


def _front_figures(page: AccountPage, shelf: Shelf) -> tuple[Figure, ...]:
    by_key = {figure.key: figure for figure in page.figures}
    return (
        by_key["revenue"],
        by_key["volume"],
        by_key["share"],
        by_key["headroom"],
        sold_figure(page, shelf),
        low_figure(page, shelf),
        open_complaints_figure(page),
        last_visit_figure(page),
    )


def _profile(page: AccountPage) -> tuple[tuple[str, str], ...]:
    row = page.row
    said = (
        (_("class by revenue"), row.value_class.value),
        (_("segments"), _(", ").join(row.segment_names)),
        (_("line"), row.line),
        (_("relationship stage"), row.stage),
        (_("looked after by"), row.manager),
        (_("city"), row.city),
    )
    return tuple((label, value) for label, value in said if value)


def _headline(page: AccountPage, shelf: Shelf, language: str) -> str:
    """The finding in one sentence: our share, how revenue moved, and what presses most."""
    parts = [_share_words(page, language), _revenue_words(page, language), _pressing(page, shelf)]
    return _("; ").join(part for part in parts if part) + _(".")


def _share_words(page: AccountPage, language: str) -> str:
    share = page.row.measures.share.value
    if share is None:
        return _("How much %(name)s needs is not known") % {"name": page.row.name}
    return _("%(name)s buys %(share)s of what it needs from us") % {
        "name": page.row.name,
        "share": percent_in_words(share, language),
    }


def _revenue_words(page: AccountPage, language: str) -> str:
    measures = page.row.measures
    change = change_between(measures.revenue, measures.revenue_before)
    said = {"revenue": short_in_words(measures.revenue, language)}
    if change is None:
        return _("revenue is %(revenue)s") % said
    said["change"] = change_in_words(change, language)
    return _("revenue is %(revenue)s, %(change)s on the year before") % said


def _pressing(page: AccountPage, shelf: Shelf) -> str:
    places, complaints = len(shelf.places_running_low), len(page.open_complaints)
    words = []
    if places:
        words.append(
            ngettext(
                "stock runs out at %(count)d place", "stock runs out at %(count)d places", places
            )
            % {"count": places}
        )
    if complaints:
        words.append(
            ngettext("%(count)d complaint is open", "%(count)d complaints are open", complaints)
            % {"count": complaints}
        )
    return _(" and ").join(words)
