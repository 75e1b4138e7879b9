"""Shows who can sign in to the example, as long as they have the password that everybody knows."""

from django.contrib.auth.hashers import check_password
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.tenancy import system_scope
from reports.demo.people import CAST, DEMONSTRATION_PASSWORD


class Command(BaseCommand):
    help = "Show the people of the example who still have the demonstration password."

    def handle(self, **options: object) -> None:
        with system_scope(reason="show the people of the example"):
            people = people_with_the_known_password()
        if not people:
            self.stdout.write(
                _("Nobody has a demonstration password.")
                + "\n"
                + _("bin/tandem createsuperuser makes the first administrator.")
            )
            return
        width = max(len(person.email) for person in people)
        self.stdout.write(_("Sign in as one of these; the password is the same for all:"))
        self.stdout.write(f"  {DEMONSTRATION_PASSWORD}\n")
        for person in people:
            where = f", {person.partner}" if person.partner else ""
            self.stdout.write(
                f"  {person.email.ljust(width)}  {person.name} ({person.get_role_display()}{where})"
            )
        self.stdout.write(
            "\n"
            + _(
                "For demonstration only: everybody knows this password. Never put real data beside it."
            )
        )


def people_with_the_known_password() -> list[Person]:
    """In the order of the cast. Equal hashes are compared once: a comparison is slow on purpose."""
    order = {member.email: place for place, member in enumerate(CAST)}
    people = Person.objects.filter(email__in=order, is_active=True).select_related("partner")
    known: dict[str, bool] = {}
    for person in people:
        if person.password not in known:
            known[person.password] = check_password(DEMONSTRATION_PASSWORD, person.password)
    kept = [person for person in people if known[person.password]]
    return sorted(kept, key=lambda person: order[person.email])
