"""Kombu's Redis transport, made to outlive a broker that goes away while a task runs.

When a worker loses its broker, what was left of the connection is closed, and what then still wants
to use it finds nothing: kombu 5.7 wants to give back the messages of running tasks, and the worker
to acknowledge a task that ends a moment later. Both raise an AttributeError, which ends the worker
(celery/celery#7185 tells of the same end). Here the first is left out, since a broker that is away
takes nothing back and hands such messages out again by itself after the visibility timeout; the
second is an error of the connection, with which Celery knows how to live.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as BrokerConnectionError


def _is_gone(channel: redis.Channel) -> bool:
    return getattr(channel.connection, "client", None) is None


class QoS(redis.QoS):
    """Gives messages back only to a broker that is there."""

    def restore_unacked_once(self, stderr: Any = None) -> None:
        if not _is_gone(self.channel):
            super().restore_unacked_once(stderr=stderr)  # type: ignore[no-untyped-call]  # kombu


class Channel(redis.Channel):
    """Says that its connection is gone, where kombu would stumble over it."""

    QoS = QoS

    def _connparams(self, asynchronous: bool = False) -> Any:
        if _is_gone(self):
            raise BrokerConnectionError("The connection of this channel is closed.")
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[no-untyped-call]


class Transport(redis.Transport):
    """A transport with such channels."""

    Channel = Channel


def use() -> None:
    """Have addresses that begin with ``redis:`` use this transport."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:{Transport.__name__}"
