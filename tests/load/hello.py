"""The least that the server can do: an answer of the size of a list, from memory."""

BODY = b'{"hello":"' + b"x" * 13000 + b'"}'


def application(environ, start_response):
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]
    start_response("200 OK", headers)
    return [BODY]
