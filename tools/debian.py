"""Debian's packages, for what no lock file can bring: only as root, and only when something is missing."""

import os
import shutil

from tools.shell import run

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def available() -> bool:
    """Whether packages can be installed here."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*names: str) -> str | None:
    """Install packages. None when it went well, else the end of what apt-get printed."""
    # A source that does not answer is no reason to stop: what counts is whether the packages can be had.
    run(["apt-get", "-qq", "update"], env=QUIET)
    return run(["apt-get", "-qq", "install", "-y", "--no-install-recommends", *names], env=QUIET)
