"""Where a cassette lies."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from ..naming import GOLDEN, STOCK_SUFFIXES, SUFFIX, safe_name
from .errors import CassetteError


def golden_folder() -> Path:
    """The folder of the recordings that come with the package; in a checkout, the one beside it."""
    installed = Path(str(files("pytest_runsreplay"))) / "cassettes"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "cassettes"


def find_golden(name: str) -> Path:
    """The shipped recording ``golden:…``. Raises CassetteError naming those there are."""
    folder = golden_folder()
    path = folder / f"{name.removeprefix(GOLDEN)}{SUFFIX}"
    shipped = sorted(item.relative_to(folder).with_suffix("").as_posix() for item in folder.rglob(f"*{SUFFIX}"))
    if path.relative_to(folder).with_suffix("").as_posix() not in shipped:
        raise CassetteError(name, "no such recording comes with the package", f"There are {', '.join(shipped)}")
    return path


def find_file(path: Path) -> Path:
    """The file to read for a cassette path: the ``.json``, or vcrpy's YAML of the same name where there is none."""
    if path.suffix not in (SUFFIX, *STOCK_SUFFIXES):
        return path
    stem = path.name.removesuffix(path.suffix)
    candidates = [path.with_name(stem + suffix) for suffix in (SUFFIX, path.suffix, *STOCK_SUFFIXES)]
    return next((candidate for candidate in candidates if candidate.exists()), path)


def writable(path: Path) -> Path:
    """The file to write for a cassette that was read from ``path``: never vcrpy's, but a ``.json`` beside it."""
    return path.with_suffix(SUFFIX) if path.suffix in STOCK_SUFFIXES else path


def named(folder: Path, module: str, name: str) -> Path:
    """The cassette that a marker names: in the test module's folder, else in the folder of all cassettes."""
    if not name or Path(name).is_absolute() or ".." in Path(name).parts or "\0" in name:
        raise CassetteError(name, "a cassette name may not lead out of the cassette folder", f"It is {folder}")
    file = name if Path(name).suffix in (SUFFIX, *STOCK_SUFFIXES) else f"{name}{SUFFIX}"
    own, shared = find_file(folder / module / file), find_file(folder / file)
    return shared if shared.exists() and not own.exists() else own


def of_test(folder: Path, module: str, test: str) -> Path:
    """The cassette of a test: ``test`` is its name with class and parameters, as ``Class.test[param]``."""
    return find_file(folder / module / f"{safe_name(test)}{SUFFIX}")
