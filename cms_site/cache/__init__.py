"""What stands between the server and Django: the response cache and what guards the site.

``application`` is the WSGI application that answers from memory what it can; ``keys`` says which requests
those are, ``entries`` and ``store`` keep their answers, ``flights`` computes each once. ``limits`` bounds
how much one address may ask, ``unavailable`` answers without a database, ``surrogates`` names what an
answer was made from, and ``purging`` tells that to caches in front.
"""
