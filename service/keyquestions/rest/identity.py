"""Ids in paths. One of another form is of nothing that there is: that is 404, like any other."""

import re
from typing import Annotated

from fastapi import Depends, Path

from keyquestions.errors import AnalysisUnknown, NotPublished
from keyquestions.rest.submissions import EXTERNAL_ID

ANALYSIS_ID = r"^an_[0-9a-f]{24}$"


def known_form(
    identity: Annotated[
        str,
        Path(
            alias="id", description="The analysis' id.", json_schema_extra={"pattern": ANALYSIS_ID}
        ),
    ],
) -> str:
    """An analysis' id.

    Raises:
        AnalysisUnknown: it does not look like one.
    """
    if re.fullmatch(ANALYSIS_ID, identity) is None:
        raise AnalysisUnknown("There is no analysis of that id; it may have been erased.")
    return identity


def publishable(
    external_id: Annotated[
        str,
        Path(
            description="The article's id in the CMS.",
            json_schema_extra={"pattern": EXTERNAL_ID},
        ),
    ],
) -> str:
    """An article's id, of which something may be published.

    Raises:
        NotPublished: no article has such an id.
    """
    if re.fullmatch(EXTERNAL_ID, external_id) is None:
        raise NotPublished("Nothing is published about this article.")
    return external_id


Identity = Annotated[str, Depends(known_form)]
Readable = Annotated[str, Depends(publishable)]
