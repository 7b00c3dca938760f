"""Ids in paths. One of another form is of nothing that there is: that is 404, like any other."""

import re
from typing import Annotated

from fastapi import Depends, Path

from keyquestions.errors import AnalysisUnknown

ANALYSIS_ID = r"^an_[0-9a-f]{24}$"


async def known_form(
    identity: Annotated[
        str,
        Path(
            alias="id", description="The analysis' id.", json_schema_extra={"pattern": ANALYSIS_ID}
        ),
    ],
) -> str:
    """An analysis' id; async, so that no thread is asked for it.

    Raises:
        AnalysisUnknown: it does not look like one.
    """
    if re.fullmatch(ANALYSIS_ID, identity) is None:
        raise AnalysisUnknown("There is no analysis of that id; it may have been erased.")
    return identity


Identity = Annotated[str, Depends(known_form)]
