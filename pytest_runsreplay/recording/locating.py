"""Where a cassette lies."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..naming import DEVICE, GOLDEN, STOCK_SUFFIXES, SUFFIX, safe_name
from .errors import CassetteError, shown

NEVER = '\\ < > : " | ? *'
UNSTORABLE = re.compile(r'[\\<>:"|?*]|[. ](?:/|$)')
"""What Windows refuses or takes off: these characters, and a point or space at the end."""
LONGEST_PART = 200
"""In bytes: file systems take 255, and what is put beside a cassette has a longer name."""
MOST_PARTS = 8


def golden_folder() -> Path:
    """The folder of the recordings that come with the package; in a checkout, the one beside it."""
    installed = Path(str(files("pytest_runsreplay"))) / "cassettes"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "cassettes"


def find_golden(name: str) -> Path:
    """The shipped recording ``golden:…``. Raises CassetteError naming those there are."""
    folder = golden_folder()
    shipped = {item.relative_to(folder).with_suffix("").as_posix(): item for item in folder.rglob(f"*{SUFFIX}")}
    path = shipped.get(name.removeprefix(GOLDEN))
    if path is None:
        there = ", ".join(sorted(shipped))
        raise CassetteError(name, "no such recording comes with the package", f"There are {there}")
    return path


def find_file(path: Path) -> Path:
    """The file to read for a cassette path: the ``.json``, or vcrpy's YAML of the same name where there is none."""
    if "\0" in str(path):
        raise CassetteError(path, "no path can hold NUL", "Give it another name")
    if path.suffix not in (SUFFIX, *STOCK_SUFFIXES):
        return path
    stem = path.name.removesuffix(path.suffix)
    candidates = [path.with_name(stem + suffix) for suffix in (SUFFIX, path.suffix, *STOCK_SUFFIXES)]
    try:
        return next((candidate for candidate in candidates if candidate.exists()), path)
    except OSError as error:
        raise CassetteError(path, f"it cannot be looked for ({error.strerror})", "Give it another place") from None


def writable(path: Path) -> Path:
    """The file to write for a cassette that was read from ``path``: never vcrpy's, but a ``.json`` beside it."""
    return path.with_suffix(SUFFIX) if path.suffix in STOCK_SUFFIXES else path


def named(folder: Path, module: str, name: str) -> Path:
    """The cassette that a marker names: in the test module's folder, else in the folder of all cassettes."""
    objection = _objection(name)
    if objection:
        raise CassetteError(name, objection, f"The cassette folder is {folder}")
    file = name if Path(name).suffix in (SUFFIX, *STOCK_SUFFIXES) else f"{name}{SUFFIX}"
    own, shared = find_file(folder / module / file), find_file(folder / file)
    return confined(folder, shared if shared.exists() and not own.exists() else own)


def of_test(folder: Path, module: str, test: str) -> Path:
    """The cassette of a test: ``test`` is its name with class and parameters, as ``Class.test[param]``."""
    return confined(folder, find_file(folder / module / f"{safe_name(test)}{SUFFIX}"))


def confined(folder: Path, path: Path) -> Path:
    """The path, if neither it nor what is recorded in its place lies outside of the folder; raises CassetteError.

    The folder itself may be a link, for whoever configured it chose it. What comes with a change to a repository can
    be links in it: nothing is read or written through one that leads out.
    """
    for place in dict.fromkeys([path, writable(path)]):
        below = place.relative_to(folder).parts
        if any((folder.joinpath(*below[:count])).is_symlink() for count in range(1, len(below) + 1)):
            target = os.path.realpath(place)
            if not Path(target).is_relative_to(os.path.realpath(folder)) or Path(target).is_symlink():
                problem = f"a link leads from it to {target}, out of the cassette folder {shown(folder)}"
                raise CassetteError(place, problem, "Put the file itself there, or make the folder the link")
    return path


def _objection(name: str) -> str:
    """Why a marker cannot name a cassette so; empty if it can."""
    parts, windows = PurePosixPath(name).parts, PureWindowsPath(name)
    if not parts or name.startswith("/") or windows.anchor or ".." in (*parts, *windows.parts):
        return "a cassette name may not lead out of the cassette folder"
    if not name.isprintable() or UNSTORABLE.search(name) or any(map(DEVICE.match, parts)):
        return f"not every file system can store a file of this name (none of {NEVER} and no name of a device)"
    if max(len(part.encode()) for part in parts) > LONGEST_PART or len(parts) > MOST_PARTS:
        return f"a cassette name may have {MOST_PARTS} parts of {LONGEST_PART} bytes"
    return ""
