-- What providers say that we used, and what we metered. Sums of a day of everybody together: nobody's data.

CREATE SCHEMA reconciliation;

CREATE TABLE reconciliation.provider_day (
    id                uuid PRIMARY KEY,
    provider          text        NOT NULL CHECK (length(provider) <= 255),
    day               date        NOT NULL,
    model             text        NOT NULL CHECK (length(model) <= 255),
    verdict           text        NOT NULL CHECK (verdict IN ('AGREES', 'TOKENS', 'COST', 'ONLY_THEIRS', 'ONLY_OURS')),
    our_calls         bigint      NOT NULL,
    our_input         bigint      NOT NULL,
    our_cache_read    bigint      NOT NULL,
    our_cache_write   bigint      NOT NULL,
    our_output        bigint      NOT NULL,
    our_nanos         bigint      NOT NULL,
    their_calls       bigint,
    their_input       bigint      NOT NULL,
    their_cache_read  bigint      NOT NULL,
    their_cache_write bigint,
    their_output      bigint      NOT NULL,
    their_nanos       bigint,
    found_at          timestamptz NOT NULL,
    seen_at           timestamptz NOT NULL,
    settled_at        timestamptz,
    settled_by        uuid,
    note              text CHECK (length(note) BETWEEN 1 AND 500),
    UNIQUE (provider, day, model)
);

COMMENT ON COLUMN reconciliation.provider_day.our_nanos IS 'what customers paid for it';
COMMENT ON COLUMN reconciliation.provider_day.their_nanos IS 'what they charge for it; null where they do not say';

CREATE INDEX provider_day_open ON reconciliation.provider_day (day, id) WHERE verdict <> 'AGREES' AND settled_at IS NULL;

-- Whose turn it is: one node at a time asks a provider.
CREATE TABLE reconciliation.turn (
    provider    text PRIMARY KEY CHECK (length(provider) <= 255),
    taken_until timestamptz,
    compared_to date,
    compared_at timestamptz,
    failure     text CHECK (failure ~ '^[a-z_]{1,60}$')
);
