"""A sheet of A4 for the notice board: the question, the deadline, and a QR code of the short address."""

import io

import segno

try:
    import weasyprint
except OSError:  # the Debian package libpango-1.0-0 and its companions are missing
    weasyprint = None

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-ipaexfont"


class NoPdfHere(Exception):
    """This machine cannot write PDF; the page itself prints as well."""


def can_write_pdf() -> bool:
    return weasyprint is not None


def qr_svg(*, address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=8, border=4, light="white")
    return out.getvalue()


def qr_data(*, address: str) -> str:
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=4, light="white"))


def pdf(*, page: str, style: str) -> bytes:
    if weasyprint is None:
        raise NoPdfHere
    # Writing a PDF asks nobody for anything: what the page needs stands in it.
    inside = weasyprint.urls.URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    sheet = weasyprint.CSS(string=style, url_fetcher=inside)
    return bytes(weasyprint.HTML(string=page, url_fetcher=inside).write_pdf(stylesheets=[sheet]))
