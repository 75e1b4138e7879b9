"""Where a system puts the bytes of a file that it has announced.

| the request | status | code |
| --- | --- | --- |
| the last byte is here | 201 | |
| a piece is here, the next one begins at Upload-Offset | 202 | |
| HEAD: how far it is | 204 | |
| neither PUT nor HEAD | 405 with Allow | method_not_allowed |
| no token | 401 with WWW-Authenticate | token_missing |
| wrong token, no such file, or it has expired | 404 | staged_file_not_found |
| no Content-Length | 411 | length_missing |
| compressed on the way | 415 | encoding_not_supported |
| Content-Range that says nothing, or another total | 400 | bad_range |
| another piece than the next one | 409 with Upload-Offset | wrong_offset |
| another piece is on its way | 409 | piece_in_progress |
| everything is here already | 409 | already_complete |
| not the announced bytes | 422 | size_differs, piece_too_long, sha256_differs, broken_off |
"""

import re
import uuid
from typing import Final, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.tenancy import active
from portal.kernel.errors import DomainError, Invalid
from vmi.actions.receive_piece import Piece, Source, receive_piece
from vmi.models import StagedFile
from vmi.selectors.scopes import scope_for_work
from vmi.selectors.staged_files import staged_of_token

_BEARER: Final = "bearer "
_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)", re.ASCII)


class _Refusal(DomainError):
    """A request that says too little to be carried out."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code, message)
        self.status = status


# The token in the header is the only proof, cookies are not looked at: nothing to forge across sites.
@csrf_exempt
def staged_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the file or the next piece of it, or say how far it is."""
    try:
        if request.method not in {"PUT", "HEAD"}:
            raise _Refusal(405, "method_not_allowed", _("Put the bytes here by PUT."))
        staged = staged_of_token(public_id, _token(request))
    except DomainError as problem:
        return _refused(problem, None)
    if request.method == "HEAD":
        return _answer(staged, 204)
    scope = scope_for_work(staged.partner_id, "upload of a staged file")
    try:
        staged = receive_piece(scope, staged.pk, cast("Source", request), _piece(request, staged))
    except DomainError as problem:
        # It may have gone on meanwhile, or be gone.
        with active(scope):
            now = StagedFile.objects.filter(pk=staged.pk).first()
        return _refused(problem, now)
    return _answer(staged, 201 if staged.is_complete else 202)


def _token(request: HttpRequest) -> str:
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(_BEARER):
        message = _("Send the token of this address in the Authorization header.")
        raise _Refusal(401, "token_missing", message)
    return header[len(_BEARER) :].strip()


def _piece(request: HttpRequest, staged: StagedFile) -> Piece:
    """Which bytes the request carries: those of its Content-Range, else the whole file."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        raise _Refusal(411, "length_missing", _("Send the header Content-Length."))
    if request.headers.get("Content-Encoding", "identity") != "identity":
        message = _("Send the bytes of the file itself, without Content-Encoding.")
        raise _Refusal(415, "encoding_not_supported", message)
    told = request.headers.get("Content-Range")
    if told is None:
        if int(length) != staged.size:
            message = _("The file was announced with %(size)s bytes.") % {"size": staged.size}
            raise Invalid("size_differs", message)
        return Piece(0, staged.size)
    match = _RANGE.fullmatch(told)
    if match is None or not _agrees(match, int(length), staged.size):
        message = _("Write Content-Range as “bytes FIRST-LAST/%(size)s”, counted from 0.")
        raise _Refusal(400, "bad_range", message % {"size": staged.size})
    return Piece(int(match[1]), int(length))


def _agrees(told: re.Match[str], length: int, size: int) -> bool:
    is_total_right = told[3] in {"*", str(size)}
    return is_total_right and int(told[2]) - int(told[1]) + 1 == length


def _answer(staged: StagedFile, status: int) -> HttpResponse:
    response: HttpResponse = HttpResponse(status=204)
    if status != 204:
        response = JsonResponse(
            {"received": staged.received, "size": staged.size, "sha256": staged.sha256 or None},
            status=status,
        )
    response.headers["Upload-Offset"] = str(staged.received)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(problem: DomainError, staged: StagedFile | None) -> HttpResponse:
    response = JsonResponse(
        {"code": problem.code, "message": str(problem.message)}, status=problem.status
    )
    response.headers["Cache-Control"] = "no-store"
    if staged is not None:
        response.headers["Upload-Offset"] = str(staged.received)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem.status == 405:
        response.headers["Allow"] = "PUT, HEAD"
    return response
