CREATE SCHEMA IF NOT EXISTS abuse;

-- Who asked what from where. The only table with addresses; nothing refers to it and it refers to nothing, so that a
-- day of it can be dropped without a trace.
CREATE TABLE abuse.operational_log (
    time TIMESTAMPTZ NOT NULL,
    address INET NOT NULL,
    method TEXT NOT NULL CHECK (length(method) <= 16),
    path_template TEXT NOT NULL CHECK (length(path_template) <= 200),
    status SMALLINT NOT NULL,
    key_id UUID,
    headers JSONB NOT NULL
) PARTITION BY RANGE (time);

CREATE INDEX operational_log_address ON abuse.operational_log (address, time);

CREATE INDEX operational_log_key ON abuse.operational_log (key_id, time) WHERE key_id IS NOT NULL;

-- Takes what no day has been made for. Empty as long as the days are made ahead.
CREATE TABLE abuse.operational_log_default PARTITION OF abuse.operational_log DEFAULT;

-- Makes the partition of one UTC day, unless it is there, and moves into it what the default partition has of that day.
CREATE FUNCTION abuse.make_operational_log_day(day DATE) RETURNS BOOLEAN
LANGUAGE plpgsql AS $$
DECLARE
    partition TEXT := 'operational_log_' || to_char(day, 'YYYYMMDD');
    starts TIMESTAMPTZ := day::TIMESTAMP AT TIME ZONE 'UTC';
    ends TIMESTAMPTZ := (day + 1)::TIMESTAMP AT TIME ZONE 'UTC';
BEGIN
    -- Several nodes make the same days.
    PERFORM pg_advisory_xact_lock(hashtextextended('abuse.operational_log', 0));
    IF to_regclass(format('abuse.%I', partition)) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- A partition cannot be attached while the default one has rows that belong into it.
    LOCK TABLE abuse.operational_log_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE abuse.%I (LIKE abuse.operational_log INCLUDING ALL)', partition);
    EXECUTE format(
        'WITH moved AS (
             DELETE FROM abuse.operational_log_default WHERE time >= $1 AND time < $2
             RETURNING time, address, method, path_template, status, key_id, headers
         )
         INSERT INTO abuse.%I (time, address, method, path_template, status, key_id, headers)
         SELECT time, address, method, path_template, status, key_id, headers FROM moved',
        partition) USING starts, ends;
    EXECUTE format(
        'ALTER TABLE abuse.operational_log ATTACH PARTITION abuse.%I FOR VALUES FROM (%L) TO (%L)',
        partition, starts, ends);
    RETURN true;
END
$$;

-- Drops the partitions of all UTC days before this one, and what the default partition has of them.
CREATE FUNCTION abuse.drop_operational_log_before(first_kept DATE) RETURNS INTEGER
LANGUAGE plpgsql AS $$
DECLARE
    partition REGCLASS;
    dropped INTEGER := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('abuse.operational_log', 0));
    FOR partition IN
        SELECT child.oid::REGCLASS
        FROM pg_inherits
        JOIN pg_class child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = 'abuse.operational_log'::REGCLASS
            AND child.relname ~ '^operational_log_[0-9]{8}$'
            AND child.relname < 'operational_log_' || to_char(first_kept, 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %s', partition);
        dropped := dropped + 1;
    END LOOP;
    DELETE FROM abuse.operational_log_default WHERE time < first_kept::TIMESTAMP AT TIME ZONE 'UTC';
    RETURN dropped;
END
$$;
