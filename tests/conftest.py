"""Settings for all tests."""

from hypothesis import settings

# No test asserts a time: on a busy machine a slow example is no failure.
settings.register_profile("tinsach", deadline=None)
settings.load_profile("tinsach")
