"""What gunicorn serves while we measure: the portal, and beside it two bare answers.

All three live in the same worker processes, so they share interpreter, server, sockets and cores.
"""

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench import bare
from wsgi import app as portal

app = DispatcherMiddleware(
    portal, {bare.HELLO: bare.hello_app(), bare.TEMPLATE: bare.template_app()}
)
