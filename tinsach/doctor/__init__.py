"""``tinsach doctor``: what a night run needs, looked at before the night: machine, job file, sites."""

from tinsach.doctor.command import examine

__all__ = ["examine"]
