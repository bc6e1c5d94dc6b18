"""PDFs are set by a process of its own, which may end at any time."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from portal.core import pdf
from portal.settings import ROOT

PAGE = "<html lang='da'><head><title>Æble</title></head><body><h1>Æble</h1></body></html>"


@pytest.fixture(autouse=True)
def none_left() -> Iterator[None]:
    yield
    pdf._let_go()


def setter() -> int:
    return pdf._typesetters[0].process.pid


def test_one_process_sets_one_after_the_other() -> None:
    first = pdf.render(PAGE, "h1 { color: red }")
    process = setter()
    assert first.startswith(b"%PDF-1.7")
    assert pdf.render(PAGE, "").startswith(b"%PDF-1.7")
    assert setter() == process
    assert pdf._let_go() == pdf.WENT_HOME


def test_after_its_end_another_is_started() -> None:
    pdf.render(PAGE, "")
    before = setter()
    os.kill(before, signal.SIGKILL)
    pdf._typesetters[0].process.wait()
    assert pdf.render(PAGE, "").startswith(b"%PDF-1.7")
    assert setter() != before


def test_what_takes_too_long_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_SECONDS", 0.01)
    with pytest.raises(pdf.PdfFailed):
        pdf.render(PAGE, "")
    assert pdf._typesetters == []
    monkeypatch.undo()
    assert pdf.render(PAGE, "").startswith(b"%PDF-1.7")


def test_it_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "never to be told")
    pdf.render(PAGE, "")
    with open(f"/proc/{setter()}/environ", "rb") as environment:
        assert b"never to be told" not in environment.read()


def test_without_pango_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import runpy, sys\n"
        "class NoLibraries:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'weasyprint':\n"
        "            raise OSError('cannot load library libpango')\n"
        "sys.meta_path.insert(0, NoLibraries())\n"
        "runpy.run_path('portal/core/typesetter.py', run_name='__main__')\n"
    )
    job = b'{"html": "", "css": "", "fonts": ""}\n'
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=job, check=False)
    assert ended.returncode == pdf.NO_PANGO


def test_who_is_forked_starts_its_own() -> None:
    pdf.render(PAGE, "")
    before = setter()
    child = os.fork()
    if child == 0:
        made = pdf.render(PAGE, "")
        well = made.startswith(b"%PDF-1.7") and setter() != before
        pdf._let_go()
        os._exit(0 if well else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert pdf.render(PAGE, "").startswith(b"%PDF-1.7")
    assert setter() == before
