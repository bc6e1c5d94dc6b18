"""What goes to the load generator and what comes back."""

import pytest
from flask import Flask

from bench import bare
from bench.load import Request, read_output
from bench.machine import megabytes
from bench.pages import filled_in
from bench.server import Answer

PRINTED = (
    "Running 1s test @ http://127.0.0.1:1\n  1 threads and 16 connections\n"
    '{"requests": 500, "microseconds": 2000000, "p50": 31000, "p99": 64500, "wrong": %d,'
    ' "unanswered": %d, "used_up": %d}\n'
)


def test_a_request_is_a_line_of_four_cells() -> None:
    assert Request("/a").line() == "GET\t/a\t\t"
    assert Request("/a", "POST", "form=1", "x=y").line() == "POST\t/a\tform=1\tx=y"


def test_the_generators_line_becomes_a_sample() -> None:
    sample = read_output(PRINTED % (0, 0, 0)).sample
    assert (sample.per_second, sample.p50_ms, sample.p99_ms) == (250, 31.0, 64.5)
    assert sample.errors == 0


def test_wrong_and_missing_answers_are_errors() -> None:
    assert read_output(PRINTED % (3, 2, 0)).sample.errors == 5


def test_running_out_of_requests_is_noted_because_the_rate_is_then_too_low() -> None:
    assert read_output(PRINTED % (0, 0, 1)).used_up
    assert not read_output(PRINTED % (0, 0, 0)).used_up


def test_no_answer_at_all_is_an_error() -> None:
    silent = (PRINTED % (0, 0, 0)).replace('"requests": 500', '"requests": 0')
    assert read_output(silent).sample.errors == 1


def test_a_form_is_filled_in_as_a_browser_would() -> None:
    page = """
      <input type="hidden" name="csrf_token" value="a&amp;b">
      <input type="radio" name="guidance" value="5"><input type="radio" name="guidance" value="4">
      <input type="text" name="other" value="left out"><button name="send">Send</button>
    """
    headers = [("Set-Cookie", "form=abc; HttpOnly; Path=/"), ("set-cookie", "language=da")]
    assert filled_in(Answer(200, headers, page)) == (
        "form=abc; language=da",
        "csrf_token=a%26b&guidance=5",
    )


def test_memory_is_read_in_megabytes() -> None:
    assert megabytes("VmPeak:\t  9 kB\nVmHWM:\t  100000 kB\n", "VmHWM") == 102.4
    assert megabytes("VmPeak:\t  9 kB\n", "VmHWM") is None


@pytest.mark.parametrize(
    ("app", "least", "most"), [(bare.hello_app(), 5, 5), (bare.template_app(), 19_000, 21_000)]
)
def test_the_bare_answers_are_what_they_are_called(app: Flask, least: int, most: int) -> None:
    answer = app.test_client().get("/")
    assert answer.status_code == 200
    assert least <= len(answer.data) <= most
