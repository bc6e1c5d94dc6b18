"""The two bare answers that every page is compared with."""

from flask import Flask, render_template
from jinja2 import DictLoader

HELLO = "/bench/hello"
TEMPLATE = "/bench/template"

# A page of about 20 kB, as plain as Jinja can be: no database, no translation, no macros.
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
<table>{% for row in rows %}
<tr><th scope="row">{{ row.number }}</th><td>{{ row.name }}</td><td>{{ row.place }}</td>
<td><a href="/nowhere/{{ row.number }}">{{ row.text }}</a></td><td>{{ row.share }}</td></tr>
{%- endfor %}
</table></body></html>
"""
ROWS = [
    {
        "number": number,
        "name": f"Name number {number}",
        "place": "2800 Kongens Lyngby",
        "text": "A sentence of the length that a cell of a table often has",
        "share": f"{number % 100} %",
    }
    for number in range(1, 101)
]


def hello_app() -> Flask:
    """The least a Flask application can do."""
    app = Flask("bench_hello", static_folder=None)

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app


def template_app() -> Flask:
    """A template of about 20 kB and nothing else."""
    app = Flask("bench_template", static_folder=None)
    app.jinja_env.loader = DictLoader({"page.html": PAGE})

    @app.get("/")
    def page() -> str:
        return render_template("page.html", title="A bare template", rows=ROWS)

    return app
