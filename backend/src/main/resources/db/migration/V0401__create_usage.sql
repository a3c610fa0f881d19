CREATE SCHEMA IF NOT EXISTS metering;

-- One row a call, and exactly what the privacy policy lists: no address, no header, no text. A row's time is the one
-- its event id (UUIDv7) carries, so that a replay always meets the row it has written before.
CREATE TABLE metering.usage_event (
    event_id UUID NOT NULL,
    occurred_at TIMESTAMPTZ NOT NULL,
    account_id UUID NOT NULL,
    key_id UUID NOT NULL,
    model TEXT NOT NULL CHECK (length(model) <= 255),
    provider TEXT NOT NULL CHECK (length(provider) <= 255),
    input_tokens INTEGER NOT NULL CHECK (input_tokens >= 0),
    cache_read_tokens INTEGER NOT NULL CHECK (cache_read_tokens >= 0),
    cache_write_5m_tokens INTEGER NOT NULL CHECK (cache_write_5m_tokens >= 0),
    cache_write_1h_tokens INTEGER NOT NULL CHECK (cache_write_1h_tokens >= 0),
    output_tokens INTEGER NOT NULL CHECK (output_tokens >= 0),
    reasoning_tokens INTEGER NOT NULL CHECK (reasoning_tokens >= 0),
    audio_input_tokens INTEGER NOT NULL CHECK (audio_input_tokens >= 0),
    audio_output_tokens INTEGER NOT NULL CHECK (audio_output_tokens >= 0),
    calls INTEGER NOT NULL CHECK (calls > 0),
    latency_micros BIGINT NOT NULL CHECK (latency_micros >= 0),
    first_byte_micros BIGINT NOT NULL CHECK (first_byte_micros >= 0),
    http_status SMALLINT NOT NULL CHECK (http_status BETWEEN 0 AND 999),
    end_reason SMALLINT NOT NULL CHECK (end_reason > 0),
    price_version BIGINT NOT NULL,
    cost_nanos BIGINT NOT NULL CHECK (cost_nanos >= 0),
    estimated BOOLEAN NOT NULL,
    PRIMARY KEY (occurred_at, event_id)
) PARTITION BY RANGE (occurred_at);

CREATE INDEX usage_event_account ON metering.usage_event (account_id, occurred_at);

CREATE INDEX usage_event_time ON metering.usage_event USING brin (occurred_at);

-- Takes what no day has been made for. Empty as long as the days are made ahead.
CREATE TABLE metering.usage_event_default PARTITION OF metering.usage_event DEFAULT;

-- Finds a call by the id inside its answer, of which it holds no more than 16 bytes of a SHA-256.
CREATE TABLE metering.answer (
    digest BYTEA NOT NULL CHECK (octet_length(digest) = 16),
    occurred_at TIMESTAMPTZ NOT NULL,
    event_id UUID NOT NULL,
    account_id UUID NOT NULL,
    PRIMARY KEY (digest, occurred_at, event_id)
) PARTITION BY RANGE (occurred_at);

CREATE TABLE metering.answer_default PARTITION OF metering.answer DEFAULT;

-- The one truth of every total: fed with the rows that are new in usage_event, in the transaction that stores them.
CREATE TABLE metering.usage_hourly (
    account_id UUID NOT NULL,
    hour TIMESTAMPTZ NOT NULL,
    key_id UUID NOT NULL,
    model TEXT NOT NULL,
    provider TEXT NOT NULL,
    calls BIGINT NOT NULL CHECK (calls > 0),
    failed_calls BIGINT NOT NULL CHECK (failed_calls BETWEEN 0 AND calls),
    input_tokens BIGINT NOT NULL CHECK (input_tokens >= 0),
    cache_read_tokens BIGINT NOT NULL CHECK (cache_read_tokens >= 0),
    cache_write_5m_tokens BIGINT NOT NULL CHECK (cache_write_5m_tokens >= 0),
    cache_write_1h_tokens BIGINT NOT NULL CHECK (cache_write_1h_tokens >= 0),
    output_tokens BIGINT NOT NULL CHECK (output_tokens >= 0),
    reasoning_tokens BIGINT NOT NULL CHECK (reasoning_tokens >= 0),
    audio_input_tokens BIGINT NOT NULL CHECK (audio_input_tokens >= 0),
    audio_output_tokens BIGINT NOT NULL CHECK (audio_output_tokens >= 0),
    cost_nanos BIGINT NOT NULL CHECK (cost_nanos >= 0),
    PRIMARY KEY (account_id, hour, key_id, model, provider)
) WITH (fillfactor = 70);

-- What each key has spent through each node in a UTC day, a UTC month and for good, for limits on spending. A node
-- knows its own part without asking; kept apart by node, the parts of the others can be added to it and nothing is
-- counted twice.
CREATE TABLE metering.key_spend (
    key_id UUID NOT NULL,
    node_id UUID NOT NULL,
    span TEXT NOT NULL CHECK (span IN ('day', 'month', 'ever')),
    since DATE NOT NULL,
    nanos BIGINT NOT NULL CHECK (nanos >= 0),
    changed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (key_id, span, since, node_id)
);

CREATE INDEX key_spend_changed ON metering.key_spend (changed_at);

-- How much of each node's journal is stored. Moves in the transaction that stores it. A node is named by its journal:
-- one whose journal is lost goes on as another.
CREATE TABLE metering.ingest_cursor (
    node_id UUID PRIMARY KEY,
    epoch INTEGER NOT NULL CHECK (epoch > 0),
    segment BIGINT NOT NULL CHECK (segment > 0),
    byte_offset INTEGER NOT NULL CHECK (byte_offset >= 0),
    seq BIGINT NOT NULL CHECK (seq >= 0),
    moved_at TIMESTAMPTZ NOT NULL
);

-- Makes the partition of one UTC day, unless it is there, and moves into it what the default partition has of that day.
CREATE FUNCTION metering.make_day(parent TEXT, day DATE) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
DECLARE
    partition TEXT := parent || '_' || to_char(day, 'YYYYMMDD');
    starts TIMESTAMPTZ := day::TIMESTAMP AT TIME ZONE 'UTC';
    ends TIMESTAMPTZ := (day + 1)::TIMESTAMP AT TIME ZONE 'UTC';
BEGIN
    IF to_regclass(format('metering.%I', partition)) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- Several nodes make the same days.
    PERFORM pg_advisory_xact_lock(hashtextextended('metering.make_day', 0));
    IF to_regclass(format('metering.%I', partition)) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- A partition cannot be attached while the default one has rows that belong into it.
    EXECUTE format('LOCK TABLE metering.%I IN ACCESS EXCLUSIVE MODE', parent || '_default');
    EXECUTE format('CREATE TABLE metering.%I (LIKE metering.%I INCLUDING ALL)', partition, parent);
    EXECUTE format(
        'WITH moved AS (
             DELETE FROM metering.%I WHERE occurred_at >= $1 AND occurred_at < $2 RETURNING *
         )
         INSERT INTO metering.%I SELECT * FROM moved',
        parent || '_default', partition) USING starts, ends;
    EXECUTE format(
        'ALTER TABLE metering.%I ATTACH PARTITION metering.%I FOR VALUES FROM (%L) TO (%L)',
        parent, partition, starts, ends);
    RETURN true;
END
$$;
