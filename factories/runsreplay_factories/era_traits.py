"""The eras as traits: each gives a builder whose bodies are those of a time, a schema or a client."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Self

DIALECTS: Mapping[str, str] = {
    "v1": "real_v1_2024",
    "v2": "real_v2_2026",
    "azure": "azure_2501",
    "foundry": "foundry_v1",
}
"""Short names, and the eras that they are for."""


class EraTraits(ABC):
    """Traits that choose an era of ``pytest_runsreplay.lifecycle.eras.ERAS``; the last one asked for holds."""

    @abstractmethod
    def _of_era(self, name: str) -> Self: ...

    @property
    def v1(self) -> Self:
        """The first version of the API, as its servers sent it at last: ``real_v1_2024``."""
        return self._of_era("v1")

    @property
    def v2(self) -> Self:
        """The second version of the API, as its servers sent it at last: ``real_v2_2026``."""
        return self._of_era("v2")

    @property
    def azure(self) -> Self:
        """Azure OpenAI, by its last schema that is known: ``azure_2501``."""
        return self._of_era("azure")

    @property
    def foundry(self) -> Self:
        """Azure AI Foundry: ``foundry_v1``."""
        return self._of_era("foundry")

    @property
    def real_v1_2023(self) -> Self:
        """As a server sent them in November 2023, when the API was new."""
        return self._of_era("real_v1_2023")

    @property
    def real_v1_2024_03(self) -> Self:
        """As a server sent them in March 2024: with usage, without limits."""
        return self._of_era("real_v1_2024_03")

    @property
    def real_v1_2024(self) -> Self:
        """As a server sent them in April 2024, in the last days of the first version."""
        return self._of_era("real_v1_2024")

    @property
    def real_v2_2024_04(self) -> Self:
        """As a server sent them in April 2024, in the first days of the second version."""
        return self._of_era("real_v2_2024_04")

    @property
    def real_v2_2024(self) -> Self:
        """As a server sent them in October 2024: with parallel tool calls and what searches found."""
        return self._of_era("real_v2_2024")

    @property
    def real_v2_2025(self) -> Self:
        """As a server sent them in March 2025: with the effort of reasoning."""
        return self._of_era("real_v2_2025")

    @property
    def real_v2_2026(self) -> Self:
        """As a server sent them in 2026, its last year: what is made where no other era is asked for."""
        return self._of_era("real_v2_2026")

    @property
    def spec_v1(self) -> Self:
        """As OpenAI's last schema of the first version asks for, to the letter."""
        return self._of_era("spec_v1")

    @property
    def spec_v2(self) -> Self:
        """As OpenAI's last schema of the second version asks for, to the letter."""
        return self._of_era("spec_v2")

    @property
    def azure_0215(self) -> Self:
        """As Azure OpenAI's schema ``2024-02-15-preview`` asks for."""
        return self._of_era("azure_0215")

    @property
    def azure_0501(self) -> Self:
        """As Azure OpenAI's schema ``2024-05-01-preview`` asks for."""
        return self._of_era("azure_0501")

    @property
    def azure_2501(self) -> Self:
        """As Azure OpenAI's schema ``2025-01-01-preview`` asks for."""
        return self._of_era("azure_2501")

    @property
    def foundry_v1(self) -> Self:
        """As Azure AI Foundry's service ``v1`` has them, with its tools."""
        return self._of_era("foundry_v1")

    @property
    def foundry_preview(self) -> Self:
        """As Azure AI Foundry's service ``2025-05-15-preview`` has them, with all of its tools."""
        return self._of_era("foundry_preview")

    @property
    def universal(self) -> Self:
        """In the one form that all of the seed clients decode, though no server ever sent it (wire.md §6.3)."""
        return self._of_era("universal")

    @property
    def sttp_openai(self) -> Self:
        """As near to a server's of early 2024 as sttp-openai decodes."""
        return self._of_era("sttp_openai")

    @property
    def ex_openai(self) -> Self:
        """As ex_openai decodes them: as servers sent them."""
        return self._of_era("ex_openai")

    @property
    def zio_openai(self) -> Self:
        """As near to a server's of early 2024 as zio-openai decodes, which takes no real run."""
        return self._of_era("zio_openai")

    @property
    def azure_js(self) -> Self:
        """As ``@azure/openai-assistants`` decodes them."""
        return self._of_era("azure_js")
