"""Whoever sends slowly takes no thread from readers (AVL-04)."""

import threading

from embassy.lib.senders import Senders


def test_more_senders_than_places_are_refused_unread_and_readers_pass():
    begun, gate, said = threading.Semaphore(0), threading.Event(), []

    def application(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            begun.release()
            gate.wait(5)
        start_response("200 OK", [])
        return [b"heard"]

    site = Senders(application, at_once=2)

    def ask(method):
        return b"".join(site({"REQUEST_METHOD": method}, lambda status, headers: said.append((status, dict(headers)))))

    slow = [threading.Thread(target=ask, args=["POST"]) for _ in range(2)]
    for thread in slow:
        thread.start()
        begun.acquire(timeout=5)
    refusal, page = ask("POST"), ask("GET")
    gate.set()
    for thread in slow:
        thread.join(5)

    assert (said[0][0], said[0][1]["Retry-After"], page) == ("503 Service Unavailable", "5", b"heard")
    assert refusal.startswith(b"Too much is being sent just now.")
    assert ask("POST") == b"heard"
