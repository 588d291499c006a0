"""The tables of initiatives: what each is, its stages and documents, how far each village is."""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_COPY_LINES: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, initiative, acronym, name, owner, horizon, period_from, period_until,
    source_text, areas, area_group, template
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'initiative',
    data ->> 'acronym',
    data ->> 'name',
    data ->> 'owner',
    data ->> 'horizon',
    (data ->> 'period_from')::date,
    (data ->> 'period_until')::date,
    data ->> 'source_text',
    ARRAY(SELECT jsonb_array_elements_text(coalesce(data -> 'areas', '[]'))),
    coalesce(data ->> 'area_group', ''),
    coalesce(data ->> 'template', '')
FROM {batch} AS batch
WHERE type = 'initiative.started'
"""

_COPY_ENDS: LiteralString = """
INSERT INTO {ends} (position, occurred_on, initiative, outcome, reason)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'initiative',
    data ->> 'outcome',
    data ->> 'reason'
FROM {batch} AS batch
WHERE type = 'initiative.ended'
"""

_COPY_STAGES: LiteralString = """
INSERT INTO {stages} (
    position, occurred_on, initiative, number, stage, name, planned_from, planned_until, needs
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'initiative',
    given.number,
    given.one ->> 'stage',
    coalesce(given.one ->> 'name', given.one ->> 'stage_name'),
    (given.one ->> 'planned_from')::date,
    (given.one ->> 'planned_until')::date,
    ARRAY(SELECT jsonb_array_elements_text(coalesce(given.one -> 'needs', '[]')))
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(
    CASE type WHEN 'initiative.started' THEN data -> 'stages' ELSE jsonb_build_array(data) END
) WITH ORDINALITY AS given (one, number)
WHERE type IN ('initiative.started', 'initiative.stage_added')
"""

_COPY_MARKS: LiteralString = """
INSERT INTO {marks} (
    position, occurred_on, initiative, stage, village, mark, is_overridden, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'initiative',
    data ->> 'stage',
    told.village,
    replace(type, 'initiative.stage_', ''),
    coalesce(data -> 'unmet', '[]') ? told.village,
    coalesce(
        data ->> 'reason',
        CASE WHEN data -> 'unmet' ? told.village THEN data ->> 'override_reason' END,
        ''
    )
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements_text(data -> 'villages') AS told (village)
WHERE type IN (
    'initiative.stage_completed', 'initiative.stage_skipped', 'initiative.stage_reopened'
)
"""

_COPY_MANDATES: LiteralString = """
INSERT INTO {mandates} (
    position, occurred_on, initiative, kind, number, issued_on, title, issuer
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'initiative',
    data ->> 'kind',
    data ->> 'number',
    (data ->> 'issued_on')::date,
    data ->> 'title',
    coalesce(data ->> 'issuer', '')
FROM {batch} AS batch
WHERE type = 'initiative.mandate_linked'
"""

_KEY: LiteralString = """
    position    bigint NOT NULL,
    occurred_on date   NOT NULL,
    initiative  text   COLLATE "C" NOT NULL,
"""

INITIATIVES = Projection(
    name="initiatives",
    version=1,
    tables={
        "lines": Table(
            columns=_KEY
            + """
                acronym      text   NOT NULL,
                name         text   NOT NULL,
                owner        text   COLLATE "C" NOT NULL,
                horizon      text   NOT NULL,
                period_from  date   NOT NULL,
                period_until date   NOT NULL,
                source_text  text   NOT NULL,
                areas        text[] NOT NULL,
                area_group   text   COLLATE "C" NOT NULL,
                template     text   NOT NULL
            """,
            indexes=("(initiative)", "(owner, initiative)"),
        ),
        "ends": Table(
            columns=_KEY
            + """
                outcome text NOT NULL,
                reason  text NOT NULL
            """,
            indexes=("(initiative)",),
        ),
        "stages": Table(
            columns=_KEY
            + """
                number        int    NOT NULL,
                stage         text   COLLATE "C" NOT NULL,
                name          text   NOT NULL,
                planned_from  date,
                planned_until date,
                needs         text[] NOT NULL
            """,
            indexes=("(initiative, position, number)",),
        ),
        "marks": Table(
            columns=_KEY
            + """
                stage         text  COLLATE "C" NOT NULL,
                village       text  COLLATE "C" NOT NULL,
                mark          text  NOT NULL,
                is_overridden bool  NOT NULL,
                reason        text  NOT NULL
            """,
            wall=walls.OF_AREA,
            indexes=("(initiative, stage, village, position)",),
        ),
        "mandates": Table(
            columns=_KEY
            + """
                kind      text NOT NULL,
                number    text NOT NULL,
                issued_on date NOT NULL,
                title     text NOT NULL,
                issuer    text NOT NULL
            """,
            indexes=("(initiative, issued_on)",),
        ),
    },
    types=(
        "initiative.started",
        "initiative.stage_added",
        "initiative.stage_completed",
        "initiative.stage_skipped",
        "initiative.stage_reopened",
        "initiative.mandate_linked",
        "initiative.ended",
    ),
    apply=(_COPY_LINES, _COPY_ENDS, _COPY_STAGES, _COPY_MARKS, _COPY_MANDATES),
)
