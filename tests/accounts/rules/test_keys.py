"""Keys of machine clients."""

import hashlib

from accounts.rules.keys import PREFIX, hash_of, make_key


def test_a_key_says_what_it_is_and_is_never_made_twice():
    keys = {make_key().secret for _ in range(200)}

    assert len(keys) == 200
    assert all(key.startswith(PREFIX) for key in keys)
    # 32 random bytes are 43 characters of base64.
    assert {len(key) for key in keys} == {len(PREFIX) + 43}


def test_only_the_hash_and_the_readable_start_are_for_keeping():
    key = make_key()

    assert key.hash == hashlib.sha256(key.secret.encode()).hexdigest() == hash_of(key.secret)
    assert key.secret.startswith(key.shown)
    assert len(key.shown) == len(PREFIX) + 6
