"""A worker's sign of life, kept by the broker."""

import time

import redis
from django.conf import settings

KEY = "leqing:heartbeat"
QUEUE = "celery"  # Celery's default
LIFETIME = 60  # seconds; beat asks for a new one every 15


def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=0.5, decode_responses=True
    )


def leave() -> None:
    with _client() as client:
        client.set(KEY, f"{time.time():.0f}", ex=LIFETIME)


def tasks_waiting() -> int:
    """Length of the queue.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    with _client() as client:
        return int(str(client.llen(QUEUE)))


def seconds_since_last() -> float | None:
    """Age of the last sign of life, None when there is none.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    with _client() as client:
        moment = client.get(KEY)
    return None if moment is None else max(0.0, time.time() - float(str(moment)))
