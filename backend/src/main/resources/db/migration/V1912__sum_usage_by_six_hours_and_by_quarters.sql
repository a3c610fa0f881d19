-- What an account used is told by the days of whoever reads, and midnight is at another hour, or at a quarter of one, for
-- each of them. So days are put together from the four times six hours of a UTC day, and only what is between the nearest
-- end of those and midnight comes from hours, and from quarters of an hour where midnight is in the middle of one. All
-- three are fed with the same calls in the same transaction.

-- A row goes when all of it is too old, so it is named by its end: as long as an hour is there, its six hours are, too.
CREATE TABLE metering.usage_six_hourly (
    account_id UUID NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    key_id UUID NOT NULL,
    model TEXT NOT NULL,
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
    PRIMARY KEY (account_id, until, key_id, model)
) WITH (fillfactor = 70);

CREATE INDEX usage_six_hourly_until ON metering.usage_six_hourly
    USING brin (until) WITH (pages_per_range = 32, autosummarize = on);

-- Finds one model among all of a year, and which models there are.
CREATE INDEX usage_six_hourly_model ON metering.usage_six_hourly (account_id, model, until);

-- A quarter is one of its hour, from 0 to 3: it goes with the hour.
CREATE TABLE metering.usage_quarter_hourly (
    account_id UUID NOT NULL,
    hour TIMESTAMPTZ NOT NULL,
    quarter SMALLINT NOT NULL CHECK (quarter BETWEEN 0 AND 3),
    key_id UUID NOT NULL,
    model TEXT NOT NULL,
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
    PRIMARY KEY (account_id, hour, quarter, key_id, model)
) WITH (fillfactor = 70);

CREATE INDEX usage_quarter_hourly_hour ON metering.usage_quarter_hourly
    USING brin (hour) WITH (pages_per_range = 32, autosummarize = on);

-- Whoever ships meanwhile waits, and so nothing is counted by half.
LOCK TABLE metering.usage_event, metering.usage_hourly IN SHARE MODE;

INSERT INTO metering.usage_six_hourly
SELECT account_id, date_bin('6 hours', hour, '1970-01-01T00:00:00Z') + INTERVAL '6 hours', key_id, model,
       sum(calls), sum(failed_calls), sum(input_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
       sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens), sum(audio_input_tokens),
       sum(audio_output_tokens), sum(cost_nanos)
  FROM metering.usage_hourly
 GROUP BY 1, 2, 3, 4
 ORDER BY 2, 1, 3, 4;

-- Failed, as the hours count it: upstream errors, breaks and silence, and nodes that stopped or died.
INSERT INTO metering.usage_quarter_hourly
SELECT account_id, date_bin('1 hour', occurred_at, '1970-01-01T00:00:00Z'),
       (extract(minute FROM occurred_at AT TIME ZONE 'UTC')::int / 15)::smallint, key_id, model,
       sum(calls), count(*) FILTER (WHERE end_reason IN (3, 4, 5, 7, 8)), sum(input_tokens), sum(cache_read_tokens),
       sum(cache_write_5m_tokens), sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens),
       sum(audio_input_tokens), sum(audio_output_tokens), sum(cost_nanos)
  FROM metering.usage_event
 GROUP BY 1, 2, 3, 4, 5
 ORDER BY 2, 1, 3, 4, 5;

ANALYZE metering.usage_six_hourly, metering.usage_quarter_hourly;
