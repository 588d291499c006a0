"""The tables behind `villages.py`: a line for each event of a village.

enrolled → population* · (assessment → second signature)* · class*
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_KEY: LiteralString = """
    position    bigint NOT NULL,
    village     text   COLLATE "C" NOT NULL,
    occurred_on date   NOT NULL,
    PRIMARY KEY (village, position)
"""

# One statement: the batch is read once for all five tables.
_COPY: LiteralString = """
WITH fresh AS MATERIALIZED (
    SELECT position, type, data, data ->> 'village' AS village,
        (data ->> 'occurred_on')::date AS occurred_on
    FROM {batch} AS batch
), enrolled AS (
    INSERT INTO {enrolled} (position, village, occurred_on, name, kind, kecamatan)
    SELECT position, village, occurred_on,
        data ->> 'name', data ->> 'kind', data ->> 'kecamatan'
    FROM fresh
    WHERE type = 'village.enrolled'
), counted AS (
    INSERT INTO {populations}
        (position, village, occurred_on, persons, households, source, reference_date)
    SELECT position, village, occurred_on, (data ->> 'persons')::int,
        (data ->> 'households')::int, data ->> 'source', (data ->> 'reference_date')::date
    FROM fresh
    WHERE type = 'population.recorded'
), assessed AS (
    INSERT INTO {assessments}
        (position, village, occurred_on, assessment, potentials, needs, problems)
    SELECT position, village, occurred_on, (data ->> 'assessment')::uuid,
        coalesce(jsonb_array_length(data -> 'potentials'), 0),
        coalesce(jsonb_array_length(data -> 'needs'), 0),
        coalesce(jsonb_array_length(data -> 'problems'), 0)
    FROM fresh
    WHERE type = 'assessment.recorded'
), signed AS (
    INSERT INTO {signatures} (position, village, occurred_on, assessment, side, signer)
    SELECT position, village, occurred_on, (data ->> 'assessment')::uuid,
        coalesce(data ->> 'side', data ->> 'signed_by'), data ->> 'signer'
    FROM fresh
    WHERE type IN ('assessment.recorded', 'assessment.cosigned')
)
INSERT INTO {classes}
    (position, village, occurred_on, village_class, previous, rule_version, reason, evaluation)
SELECT position, village, occurred_on, data ->> 'village_class', data ->> 'previous',
    data ->> 'rule_version', data ->> 'reason', coalesce(data ->> 'evaluation', '')
FROM fresh
WHERE type = 'village.classified'
"""

VILLAGES = Projection(
    name="villages",
    version=2,
    tables={
        "enrolled": Table(
            columns="name text NOT NULL, kind text NOT NULL, kecamatan text NOT NULL," + _KEY,
            wall=walls.OF_AREA,
        ),
        "populations": Table(
            columns="persons int NOT NULL, households int, source text NOT NULL, "
            "reference_date date NOT NULL," + _KEY,
            wall=walls.OF_AREA,
        ),
        "assessments": Table(
            columns="assessment uuid NOT NULL, potentials int NOT NULL, needs int NOT NULL, "
            "problems int NOT NULL," + _KEY,
            wall=walls.OF_AREA,
        ),
        "signatures": Table(
            columns="assessment uuid NOT NULL, side text NOT NULL, signer text NOT NULL," + _KEY,
            wall=walls.OF_AREA,
        ),
        "classes": Table(
            columns="village_class text NOT NULL, previous text, rule_version text NOT NULL, "
            "reason text NOT NULL, evaluation text NOT NULL," + _KEY,
            wall=walls.OF_AREA,
        ),
    },
    types=(
        "village.enrolled",
        "population.recorded",
        "assessment.recorded",
        "assessment.cosigned",
        "village.classified",
    ),
    apply=(_COPY,),
)
