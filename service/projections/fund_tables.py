"""The lines of the funds: what each event changed, one row an event and a fund.

Their questions are in `funds` and `fund_journeys`.
"""

from typing import LiteralString

from service.projections.projection import Projection, Table

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, type, fund, partner, fund_type, fiscal_year, commitment, asnaf,
    document, source, transfer, cause, other_fund, other_partner, valuation, goods, restriction,
    credited, received, amil, sent, reserved, spent
)
SELECT
    position,
    occurred_on,
    type,
    fund,
    partner,
    fund_type,
    fiscal_year,
    commitment,
    asnaf,
    document,
    source,
    transfer,
    cause,
    other_fund,
    other_partner,
    valuation,
    goods,
    restriction,
    CASE
        WHEN type IN ('fund.opened', 'fund.credited') THEN amount
        WHEN stage = 'credited' THEN delta
        ELSE 0
    END,
    CASE
        WHEN type = 'fund.received' THEN amount
        WHEN type = 'fund.returned' THEN -amount
        ELSE 0
    END,
    CASE
        WHEN type = 'amil.taken' THEN amount
        WHEN type = 'fund.retrieved' AND cause = 'amil' THEN -amount
        ELSE 0
    END,
    CASE
        WHEN type IN ('fund.transferred', 'fund.closed') THEN amount
        WHEN type = 'fund.retrieved' AND cause <> 'amil' THEN -amount
        ELSE 0
    END,
    CASE
        WHEN type = 'fund.reserved' THEN amount
        WHEN type IN ('fund.released', 'fund.spent') THEN -amount
        WHEN stage = 'allocated' THEN delta
        WHEN stage = 'disbursed' THEN -delta
        ELSE 0
    END,
    CASE
        WHEN type = 'fund.spent' THEN amount
        WHEN type = 'fund.refunded' THEN -amount
        WHEN stage = 'disbursed' THEN delta
        ELSE 0
    END
FROM (
    SELECT
        position,
        type,
        (data ->> 'occurred_on')::date     AS occurred_on,
        data ->> 'fund'                    AS fund,
        data ->> 'partner'                 AS partner,
        data ->> 'fund_type'               AS fund_type,
        (data ->> 'fiscal_year')::int      AS fiscal_year,
        (data ->> 'commitment')::uuid      AS commitment,
        data ->> 'asnaf'                   AS asnaf,
        coalesce(data ->> 'document', '')  AS document,
        data ->> 'source'                  AS source,
        (data ->> 'transfer')::uuid        AS transfer,
        coalesce(
            data ->> 'cause',
            CASE type
                WHEN 'fund.transferred' THEN 'transfer'
                WHEN 'amil.taken'       THEN 'amil'
                WHEN 'fund.closed'      THEN 'carry_over'
            END
        )                                  AS cause,
        coalesce(data ->> 'to_fund', data ->> 'from_fund')       AS other_fund,
        coalesce(data ->> 'to_partner', data ->> 'from_partner') AS other_partner,
        data ->> 'valuation'               AS valuation,
        coalesce(data ->> 'goods', '')     AS goods,
        data -> 'restriction'              AS restriction,
        data ->> 'stage'                   AS stage,
        (data ->> 'amount_rupiah')::bigint AS amount,
        (data ->> 'delta_rupiah')::bigint  AS delta
    FROM {batch} AS batch
) AS told
"""

FUNDS = Projection(
    name="funds",
    version=3,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                type        text   COLLATE "C" NOT NULL,
                fund        text   COLLATE "C" NOT NULL,
                partner     text   COLLATE "C" NOT NULL,
                fund_type   text   COLLATE "C" NOT NULL,
                fiscal_year int    NOT NULL,
                commitment  uuid,
                asnaf       text   COLLATE "C",
                document    text   NOT NULL,
                source      text   COLLATE "C",
                transfer    uuid,
                cause       text   COLLATE "C",
                other_fund  text   COLLATE "C",
                other_partner text COLLATE "C",
                valuation   text   COLLATE "C",
                goods       text   NOT NULL,
                restriction jsonb,
                credited    bigint NOT NULL,
                received    bigint NOT NULL,
                amil        bigint NOT NULL,
                sent        bigint NOT NULL,
                reserved    bigint NOT NULL,
                spent       bigint NOT NULL
            """,
            indexes=(
                "(fund, position)",
                "(partner, fund)",
                "(fund) WHERE type = 'fund.opened'",
                "(other_fund, position) WHERE transfer IS NOT NULL",
            ),
        ),
    },
    types=(
        "fund.opened",
        "fund.credited",
        "amil.taken",
        "fund.reserved",
        "fund.released",
        "fund.spent",
        "fund.refunded",
        "fund.corrected",
        "fund.transferred",
        "fund.received",
        "fund.returned",
        "fund.retrieved",
        "fund.closed",
    ),
    apply=(_COPY,),
)
