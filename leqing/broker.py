"""Kombu's Redis transport, made to outlive a broker that goes away while a task runs.

When a worker loses its broker it closes what was left of the connection. Kombu 5.7 then wants to
give back the messages of running tasks over that very connection, finds that it has none, and ends
the worker with an AttributeError (celery/celery#7185 tells of the same end). A broker that is away
takes nothing back; it hands such messages out again by itself after the visibility timeout.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis


class QoS(redis.QoS):
    """Gives messages back only to a broker that is there."""

    def restore_unacked_once(self, stderr: Any = None) -> None:
        if self.channel.connection.client is not None:
            super().restore_unacked_once(stderr=stderr)  # type: ignore[no-untyped-call]  # kombu


class Channel(redis.Channel):
    """A channel with that."""

    QoS = QoS


class Transport(redis.Transport):
    """A transport with such channels."""

    Channel = Channel


def use() -> None:
    """Have addresses that begin with ``redis:`` use this transport."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:{Transport.__name__}"
