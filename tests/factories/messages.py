"""Threads, messages and files."""

import datetime

import factory

from portal.messages.models import MessageFile, MessageThread, ThreadMessage
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory

SENT = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)


class ThreadFactory(Factory):
    """A thread with the caseworker that waits for nothing."""

    class Meta:
        model = MessageThread

    class Params:
        citizen = factory.SubFactory(CitizenFactory)

    citizen_id = factory.LazyAttribute(lambda o: o.citizen.id)
    subject = factory.Sequence(lambda n: f"Spørgsmål {n}")
    started_at = SENT
    last_at = SENT


class MessageFactory(Factory):
    """A message of the citizen's that is not read."""

    class Meta:
        model = ThreadMessage

    class Params:
        thread = factory.SubFactory(ThreadFactory)

    thread_id = factory.LazyAttribute(lambda o: o.thread.id)
    text = factory.Sequence(lambda n: f"Må jeg spørge om nummer {n}?")
    key = factory.Sequence(lambda n: f"made:{n}")
    sent_at = SENT


class FileFactory(Factory):
    """A fit file that is sent."""

    class Meta:
        model = MessageFile

    class Params:
        message = factory.SubFactory(MessageFactory)

    message_id = factory.LazyAttribute(lambda o: o.message.id)
    key = factory.Sequence(lambda n: f"made:{n}")
    name = "brev.pdf"
    mimetype = "application/pdf"
    content = b"%PDF-1.4"
    size = factory.LazyAttribute(lambda o: len(o.content or b""))
    state = "fit"
    stored_at = SENT
