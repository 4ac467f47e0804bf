"""A small closed-loop load generator for one address on this machine: keep-alive connections, no think time."""

import asyncio
import time
from dataclasses import dataclass

HEADER_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Load:
    """What was seen: seconds per answer in order of size, answers per second, bytes of one body."""

    latencies: list[float]
    rate: float
    body_bytes: int

    @property
    def median_ms(self) -> float:
        """Half of the answers were at least as quick."""
        return self.latencies[len(self.latencies) // 2] * 1000

    @property
    def p95_ms(self) -> float:
        """Nineteen of twenty answers were at least as quick."""
        return self.latencies[int(len(self.latencies) * 0.95)] * 1000


def measure(host: str, port: int, path: str, *, clients: int, requests: int, seconds: float, cookie: str = "") -> Load:
    """Ask ``path`` over ``clients`` connections until ``requests`` answers or ``seconds`` have gone by.

    ``cookie`` is sent along, so that pages of somebody signed in can be asked for.

    Raises ``RuntimeError`` for any answer other than 200. Only addresses of this machine are allowed.
    """
    if host not in {"127.0.0.1", "localhost", "::1"}:
        raise ValueError(f"{host} is not this machine.")
    message = _message(host, port, path, cookie)
    return asyncio.run(_measure(host, port, path, message, clients, requests, seconds))


def _message(host: str, port: int, path: str, cookie: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}:{port}",
        "Accept-Encoding: br, gzip",
        "Accept-Language: pl",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


async def _measure(
    host: str, port: int, path: str, message: bytes, clients: int, requests: int, seconds: float
) -> Load:
    latencies: list[float] = []
    sizes: set[int] = set()
    left = requests
    deadline = time.perf_counter() + seconds

    async def client() -> None:
        nonlocal left
        reader, writer = await asyncio.open_connection(host, port)
        while left > 0 and time.perf_counter() < deadline:
            left -= 1
            started = time.perf_counter()
            writer.write(message)
            sizes.add(await _read_answer(reader, path))
            latencies.append(time.perf_counter() - started)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    took = time.perf_counter() - began
    return Load(sorted(latencies), len(latencies) / took, max(sizes))


async def _read_answer(reader: asyncio.StreamReader, path: str) -> int:
    head = await reader.readuntil(HEADER_END)
    if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.0 200")):
        raise RuntimeError(f"{path}: {head.splitlines()[0].decode()}")
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in headers:
        length = int(headers[b"content-length"])
        await reader.readexactly(length)
        return length
    total = 0
    while size := int((await reader.readline()).strip() or b"0", 16):
        await reader.readexactly(size + 2)
        total += size
    await reader.readline()
    return total
