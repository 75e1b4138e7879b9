"""Global ids: one opaque string per object, that says its type to us and nothing to anybody else."""

import base64
import binascii

from django.utils.translation import gettext as _

from portal.kernel.errors import NotFound

_LARGEST_KEY = 2**63 - 1


def encode_id(type_name: str, key: int | str) -> str:
    """The global id of the object of `type_name` with this primary key."""
    return base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("=")


def decode_id(type_name: str, global_id: str) -> int:
    """The primary key within an id of this type.

    An id of another type, or no id at all, is told like an absent object: NotFound. That the
    object exists and is the caller's to see is for the gate to say.
    """
    found_type, key = split_id(global_id)
    if found_type != type_name or not (key.isascii() and key.isdecimal()):
        raise not_found()
    number = int(key)
    if number > _LARGEST_KEY or str(number) != key:
        raise not_found()
    return number


def split_id(global_id: str) -> tuple[str, str]:
    """Type name and key of an id that `encode_id` could have made; NotFound for any other string."""
    if len(global_id) > 200:
        raise not_found()
    padding = "=" * (-len(global_id) % 4)
    try:
        text = base64.urlsafe_b64decode(global_id.encode("ascii") + padding.encode()).decode()
    except (binascii.Error, ValueError):
        raise not_found() from None
    type_name, _colon, key = text.partition(":")
    # Each object has one id only: the decoder ignores stray characters, the caller's caches do not.
    if not key or encode_id(type_name, key) != global_id:
        raise not_found()
    return type_name, key


def not_found() -> NotFound:
    return NotFound("not_found", _("There is no such object. Check the id."), "id")
