"""The least that a WSGI application can do."""

HEADERS = [("Content-Type", "text/plain"), ("Content-Length", "5")]


def application(_environ, start_response):
    start_response("200 OK", HEADERS)
    return [b"hello"]
